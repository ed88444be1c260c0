"""The plans' own data: invented bodies, names and figures, written for this project. Each module has ``build()``."""
