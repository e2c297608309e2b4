"""The command line: one module a command, no logic.

Exit codes: 0 all inputs were answered; 1 some were; 2 the command was not understood;
3 a file or the data in it is not what it should be; 4 something is not at hand; 5 an optional
package is missing. Where no input was answered the code is that of the first failure.
"""
