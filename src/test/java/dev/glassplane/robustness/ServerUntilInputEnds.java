package dev.glassplane.robustness;

import dev.glassplane.GlassplaneApplication;
import java.io.IOException;

/** The server, ending with its standard input: so none is left over when the test that started it is killed. */
public final class ServerUntilInputEnds {

    private ServerUntilInputEnds() {}

    public static void main(String[] arguments) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // nothing is said
                }
            } catch (IOException _) {
                // as good as its end
            }
            Runtime.getRuntime().halt(1);
        });
        GlassplaneApplication.main(arguments);
    }
}
