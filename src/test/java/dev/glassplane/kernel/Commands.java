package dev.glassplane.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands of the system. */
final class Commands {

    private Commands() {}

    /** @return standard output; a command that fails is an error with its own words */
    static String run(String input, String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            Thread.ofVirtual().start(() -> {
                try (var stdin = process.getOutputStream()) {
                    stdin.write(input.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    // the command ended without reading everything: its exit code says why
                }
            });
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + code + ": " + output + "\ninput:\n" + input);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @return whether the command ended well */
    static boolean succeeds(String... command) {
        try {
            run("", command);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    static String run(List<String> command) {
        return run("", command.toArray(String[]::new));
    }
}
