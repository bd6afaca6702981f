"""What plain words say of a move, where there is no form or beside one."""
