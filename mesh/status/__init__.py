"""How apps stand: the table of a mesh, one app in full, and what has drifted."""

from mesh.status.table import AppSeen, MeshSeen, Row, Trouble, are_asleep, chosen, counted, rows

__all__ = ["AppSeen", "MeshSeen", "Row", "Trouble", "are_asleep", "chosen", "counted", "rows"]
