"""The command line: one module a command, no logic.

Exit codes: 0 all inputs were answered; 1 some were; 2 the command was not understood, or the
output cannot be written; 3 a file or the data in it is not what it should be (``annotate``: no
variant could be read); 4 something is not at hand, or standard output cannot be written; 5 an
optional package is missing; 130 interrupted, 129 or 143 told to end by SIGHUP or SIGTERM. Where no
structure was answered the code is that of the first failure.
"""
