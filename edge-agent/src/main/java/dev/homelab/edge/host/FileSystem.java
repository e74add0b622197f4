package dev.homelab.edge.host;

/**
 * How full a file system is. Percents are as {@code df} has them: of what an ordinary user may
 * have, rounded up.
 *
 * @param path by which it was asked for, as the machine names it
 * @param device tells apart what is the same file system under two paths
 * @param availableBytes to an ordinary user
 * @param inodes 0 where it has no fixed number of them
 */
public record FileSystem(
    String path,
    String device,
    long totalBytes,
    long usedBytes,
    long availableBytes,
    long inodes,
    long usedInodes,
    boolean readOnly) {

  public int usedPercent() {
    return percent(usedBytes, usedBytes + availableBytes);
  }

  public int usedInodesPercent() {
    return percent(usedInodes, inodes);
  }

  private static int percent(long part, long whole) {
    return whole <= 0 ? 0 : (int) Math.ceilDiv(part * 100, whole);
  }
}
