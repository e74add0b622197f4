package dev.homelab.world;

/**
 * How much of a log a fold keeps.
 *
 * @param text what its spells say beyond the short of each, in characters
 */
record FoldSize(int open, int ended, int refs, int statements, long text) {
  static final FoldSize NONE = new FoldSize(0, 0, 0, 0, 0);

  FoldSize plus(FoldSize other) {
    return new FoldSize(
        open + other.open,
        ended + other.ended,
        refs + other.refs,
        statements + other.statements,
        text + other.text);
  }

  FoldSize minus(FoldSize other) {
    return new FoldSize(
        open - other.open,
        ended - other.ended,
        refs - other.refs,
        statements - other.statements,
        text - other.text);
  }
}
