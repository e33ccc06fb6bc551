/** Levels of maps and lists in each other that a document may have, and that no walk over it exhausts the stack on. */
export const maxDepth = 120

/** Values that a document may have, with aliases counted as what they stand for. GitHub's has 400 thousand. */
export const maxNodes = 1_000_000
