"""The demonstration: real servers on this machine, invented schools, the daemon at work."""
