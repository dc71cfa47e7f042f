package dev.glassplane.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Network namespaces of this JVM: named after its process, removed at its end, and swept up after processes that died. */
public final class Namespaces {

    private static final String PREFIX = "gpk-";
    private static final Path FOLDER = Path.of("/var/run/netns");
    private static final List<String> TOOLS = List.of("ip", "nft", "iptables-nft-restore", "iptables-nft-save", "iptables-legacy-restore",
            "iptables-legacy-save", "ip6tables-nft-restore", "ip6tables-nft-save", "ip6tables-legacy-restore", "ip6tables-legacy-save",
            "nfacct", "python3", "sysctl", "conntrack");
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OWN.forEach(Namespaces::remove)));
    }

    private Namespaces() {}

    /** Skips the test, saying why, where there is no kernel to ask. */
    public static void assumeAvailable() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "kernel tests need Linux");
        assumeTrue("root".equals(System.getProperty("user.name")), "kernel tests need root");
        TOOLS.forEach(Namespaces::assumeTool);
        sweep();
    }

    /** Skips the test, saying why, where the tool is not installed. */
    static void assumeTool(String tool) {
        assumeTrue(Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin").anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))),
                "kernel tests need " + tool);
    }

    /** @return the name of a new namespace */
    public static String create(String host) {
        String name = PREFIX + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet() + "-" + host;
        OWN.add(name);
        Commands.run(List.of("ip", "netns", "add", name));
        return name;
    }

    /** Removes a namespace of this JVM and everything in it. */
    public static void remove(String name) {
        if (OWN.remove(name)) {
            delete(name);
        }
    }

    /** A namespace lives on unseen as long as a process is in it. */
    private static void delete(String name) {
        Commands.run(List.of("ip", "netns", "pids", name)).lines().mapToLong(Long::parseLong).mapToObj(ProcessHandle::of)
                .forEach(process -> process.ifPresent(ProcessHandle::destroyForcibly));
        Commands.run(List.of("ip", "netns", "del", name));
    }

    private static void sweep() {
        if (!Files.isDirectory(FOLDER)) {
            return;
        }
        try (Stream<Path> all = Files.list(FOLDER)) {
            all.map(path -> path.getFileName().toString()).filter(name -> name.matches(PREFIX + "\\d+-.*")).filter(name ->
                    ProcessHandle.of(Long.parseLong(name.split("-")[1])).isEmpty()).forEach(Namespaces::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
