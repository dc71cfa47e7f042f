package dev.glassplane.docs;

import java.util.ArrayList;
import java.util.List;

/** The {@code console} blocks of a Markdown page: commands and what they print. */
final class ConsoleBlocks {

    /**
     * @param line    line of the command in the page, from 1
     * @param text    the command, continuation lines included
     * @param printed the lines under it, without blank lines at the end
     */
    record Command(int line, String text, List<String> printed) {}

    private ConsoleBlocks() {}

    /** @return every command of every block, in order */
    static List<Command> parse(String markdown) {
        List<Command> commands = new ArrayList<>();
        List<String> lines = markdown.lines().toList();
        boolean inside = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("```")) {
                inside = !inside && line.equals("```console");
            } else if (inside && line.startsWith("$ ")) {
                StringBuilder text = new StringBuilder(line.substring(2));
                int start = i;
                while (text.charAt(text.length() - 1) == '\\') {
                    text.append('\n').append(lines.get(++i));
                }
                commands.add(new Command(start + 1, text.toString(), printed(lines, i + 1)));
            }
        }
        return commands;
    }

    private static List<String> printed(List<String> lines, int from) {
        int to = from;
        while (!lines.get(to).startsWith("$ ") && !lines.get(to).startsWith("```")) {
            to++;
        }
        while (to > from && lines.get(to - 1).isBlank()) {
            to--;
        }
        return lines.subList(from, to);
    }
}
