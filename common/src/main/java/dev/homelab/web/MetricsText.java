package dev.homelab.web;

/** Figures in Prometheus' text format 0.0.4. */
public final class MetricsText {
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder(4096);

  /** What a figure is; its values follow. */
  public MetricsText head(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /** The value of a figure that there is once. */
  public MetricsText plain(String name, long value) {
    text.append(name).append(' ').append(value).append('\n');
    return this;
  }

  /** The value of a figure for one of several; the label's value needs no escape. */
  public MetricsText of(String name, String label, String of, long value) {
    text.append(name).append('{').append(label).append("=\"").append(of).append("\"} ");
    text.append(value).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
