"""gridgov's science: a street, its agents, its rules. `__init__.pyi` lists its public interface.

Each name is imported when it is first asked for, so that a command pays only for what it needs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
