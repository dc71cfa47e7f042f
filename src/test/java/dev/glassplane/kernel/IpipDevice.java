package dev.glassplane.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * An IPIP device that works on kernels without the module: a TUN device of the same name, and a program that puts its packets into others and takes them
 * out. Routes, rules and what they see of either packet are the kernel's own. The program runs in the namespace and ends with it.
 */
final class IpipDevice {

    private IpipDevice() {}

    static void start(String namespace, String device) {
        try {
            Path program = Path.of(IpipDevice.class.getResource("/kernel/ipip.py").toURI());
            Process process = new ProcessBuilder("ip", "netns", "exec", namespace, "python3", program.toString(), device).redirectErrorStream(true).start();
            String first = process.inputReader().readLine();
            if (!"ready".equals(first)) {
                process.destroyForcibly();
                throw new IllegalStateException("no device " + device + " in " + namespace + ": " + first);
            }
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
