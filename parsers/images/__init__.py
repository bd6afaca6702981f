"""Pictures of pages: made upright, their words recognised, their boxes, rings and ink seen."""
