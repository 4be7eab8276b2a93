package dlsegment.commands;

import java.util.ArrayList;
import java.util.List;

/** A model card as text without the marks of Markdown: headings in capitals, tables with columns below each other. */
final class CardText {
    private CardText() {
    }

    /** Text for a monospaced font. */
    static String plain(String card) {
        StringBuilder text = new StringBuilder();
        List<String[]> table = new ArrayList<String[]>();
        String above = "";
        for (String line : (card + "\n").split("\n", -1)) {
            String trimmed = line.trim();
            if (trimmed.startsWith("|")) {
                if (!trimmed.matches("[|: -]+")) { // the rule below the head
                    table.add(inline(trimmed.substring(1).replaceAll("\\|$", "")).split("\\|"));
                }
                above = trimmed;
                continue;
            }
            columns(text, table);
            table.clear();
            if (!trimmed.isEmpty() || !above.isEmpty()) {
                text.append(block(trimmed)).append('\n');
            }
            above = trimmed;
        }
        return text.toString().trim();
    }

    private static String block(String line) {
        if (line.matches("#{1,6} .*")) {
            return inline(line.replaceFirst("#+ +", "")).toUpperCase(java.util.Locale.ROOT);
        }
        return inline(line.replaceFirst("^[*+] +", "- "));
    }

    private static String inline(String text) {
        return text.replaceAll("\\*\\*(.+?)\\*\\*", "$1").replaceAll("`([^`]+)`", "$1").replaceAll("\\[([^\\]]+)\\]\\(([^)]+)\\)", "$1 ($2)");
    }

    private static void columns(StringBuilder text, List<String[]> table) {
        List<Integer> widths = new ArrayList<Integer>();
        for (String[] row : table) {
            for (int i = 0; i < row.length; i++) {
                if (i == widths.size()) {
                    widths.add(0);
                }
                widths.set(i, Math.max(widths.get(i), row[i].trim().length()));
            }
        }
        for (String[] row : table) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(String.format("%-" + (widths.get(i) + 2) + "s", row[i].trim()));
            }
            text.append(line.toString().replaceAll(" +$", "")).append('\n');
        }
    }
}
