"""All SQL of the tablets' package, one idea a file. Statements of the intake are built once."""
