package dev.homelab.edge.cli;

import dev.homelab.edge.cli.Terminal.Tone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under headings, cut to the width of the terminal at the widest columns. */
final class Table {
  private static final String GAP = "  ";

  /** A column is never cut below this, so that one still sees what it is. */
  private static final int LEAST = 8;

  private final List<String> headings;
  private final List<List<Cell>> rows = new ArrayList<>();

  private record Cell(String text, Tone tone, boolean toned) {}

  Table(String... headings) {
    this.headings = List.of(headings);
  }

  /** Adds a row; a cell may be a {@code Toned}. */
  void row(Object... cells) {
    rows.add(Arrays.stream(cells).map(Table::cell).toList());
  }

  /** A cell in a colour. */
  record Toned(Tone tone, String text) {}

  private static Cell cell(Object value) {
    return value instanceof Toned(Tone tone, String text)
        ? new Cell(oneLine(text), tone, true)
        : new Cell(oneLine(String.valueOf(value)), Tone.FAINT, false);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void print(Terminal terminal) {
    int[] widths = widths(terminal.width());
    terminal.print(terminal.paint(Tone.FAINT, line(headings, widths)));
    for (List<Cell> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        Cell cell = row.get(i);
        String text = cut(cell.text(), widths[i]);
        line.append(cell.toned() ? terminal.paint(cell.tone(), text) : text);
        if (i < row.size() - 1) {
          line.append(" ".repeat(widths[i] - text.length())).append(GAP);
        }
      }
      terminal.print(line.toString().stripTrailing());
    }
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String text = cut(cells.get(i), widths[i]);
      line.append(text).append(" ".repeat(widths[i] - text.length())).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private int[] widths(int limit) {
    int[] widths = headings.stream().mapToInt(String::length).toArray();
    for (List<Cell> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).text().length());
      }
    }
    if (limit > 0) {
      int over = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - limit;
      while (over > 0) {
        int widest = widest(widths);
        if (widths[widest] <= LEAST) {
          break;
        }
        widths[widest]--;
        over--;
      }
    }
    return widths;
  }

  private static int widest(int[] widths) {
    int widest = 0;
    for (int i = 1; i < widths.length; i++) {
      if (widths[i] >= widths[widest]) {
        widest = i;
      }
    }
    return widest;
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
  }
}
