package dev.glassplane.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A BPF program in the real kernel, run over packets of ours and maps that we filled (BPF_PROG_TEST_RUN). It is attached to nothing. */
final class BpfLab implements AutoCloseable {

    private static final Pattern RETURNED = Pattern.compile("Return value: (\\d+)");
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private final Path folder;
    private final Path pins;
    private final List<String> commands = new ArrayList<>();
    private final List<Path> outputs = new ArrayList<>();

    /** What the program did with a packet. */
    record Returned(int code, byte[] frame) {}

    private BpfLab(Path folder) {
        this.folder = folder;
        this.pins = folder.resolve("bpf");
    }

    /** @return a lab without a program; without root or bpftool the test is skipped */
    static BpfLab empty() {
        Assumptions.assumeTrue(works("id", "-u") && Commands.run("", "id", "-u").strip().equals("0"), "skipped: BPF maps need root");
        Assumptions.assumeTrue(works("bpftool", "version"), "skipped: bpftool is not installed");
        try {
            BpfLab lab = new BpfLab(Files.createTempDirectory("glassplane-bpf"));
            Files.createDirectory(lab.pins);
            Commands.run("", "mount", "-t", "bpf", "bpf", lab.pins.toString());
            return lab;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return a lab with the program of a C file; without clang too the test is skipped */
    static BpfLab load(Path source) {
        Assumptions.assumeTrue(works("clang", "--version"), "skipped: clang is not installed");
        BpfLab lab = empty();
        try {
            String object = lab.folder.resolve("program.o").toString();
            Commands.run("", "clang", "-O2", "-g", "-target", "bpf", "-Wall", "-Werror", "-c", source.toString(), "-o", object);
            Files.createDirectory(lab.pins.resolve("maps"));
            Commands.run("", "bpftool", "prog", "load", object, lab.pins.resolve("program").toString(), "type", "xdp", "pinmaps",
                    lab.pins.resolve("maps").toString());
            return lab;
        } catch (IOException e) {
            lab.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /** @return what the tool prints of a map without type information that has this one entry */
    String plainDump(byte[] key, byte[] value) {
        String pin = pins.resolve("plain").toString();
        Commands.run("", "bpftool", "map", "create", pin, "type", "hash", "key", "" + key.length, "value", "" + value.length, "entries", "1", "name", "plain");
        List<String> update = new ArrayList<>(List.of("bpftool", "map", "update", "pinned", pin, "key", "hex"));
        update.addAll(List.of(HEX.formatHex(key).split(" ")));
        update.addAll(List.of("value", "hex"));
        update.addAll(List.of(HEX.formatHex(value).split(" ")));
        Commands.run(update);
        return Commands.run("", "bpftool", "map", "dump", "pinned", pin);
    }

    private static boolean works(String... command) {
        try {
            Commands.run("", command);
            return true;
        } catch (IllegalStateException | UncheckedIOException e) {
            return false;
        }
    }

    private String map(String name) {
        return pins.resolve("maps").resolve(name).toString();
    }

    /** Writes an entry, in order with the packets. */
    void put(String map, byte[] key, byte[] value) {
        commands.add("map update pinned " + map(map) + " key hex " + HEX.formatHex(key) + " value hex " + HEX.formatHex(value));
    }

    /** Makes an array of one value and puts it into a map of maps. */
    void putInner(String map, byte[] key, byte[] value) {
        String inner = pins.resolve("inner" + commands.size()).toString();
        commands.add("map create " + inner + " type array key 4 value " + value.length + " entries 1 name inner");
        commands.add("map update pinned " + inner + " key hex 00 00 00 00 value hex " + HEX.formatHex(value));
        commands.add("map update pinned " + map(map) + " key hex " + HEX.formatHex(key) + " value pinned " + inner);
    }

    /** Sends a packet. */
    void send(byte[] frame) throws IOException {
        Path in = Files.write(folder.resolve("in" + outputs.size()), frame);
        Path out = folder.resolve("out" + outputs.size());
        outputs.add(out);
        commands.add("prog run pinned " + pins.resolve("program") + " data_in " + in + " data_out " + out + " repeat 1");
    }

    /** @return what became of the packets, in order */
    List<Returned> run() throws IOException {
        Path batch = Files.write(folder.resolve("batch"), commands);
        Matcher codes = RETURNED.matcher(Commands.run("", "bpftool", "batch", "file", batch.toString()));
        List<Returned> all = new ArrayList<>();
        for (Path output : outputs) {
            if (!codes.find()) {
                throw new IllegalStateException("bpftool told of " + all.size() + " packets, expected " + outputs.size());
            }
            all.add(new Returned(Integer.parseInt(codes.group(1)), Files.readAllBytes(output)));
        }
        return all;
    }

    /** @return a map's entries in hexadecimal, ordered by key */
    Map<String, String> dump(String map) {
        Map<String, String> entries = new TreeMap<>();
        for (JsonNode entry : JsonMapper.shared().readTree(Commands.run("", "bpftool", "-j", "map", "dump", "pinned", map(map)))) {
            entries.put(bytes(entry.path("key")), bytes(entry.path("value")));
        }
        return entries;
    }

    private static String bytes(JsonNode array) {
        StringBuilder text = new StringBuilder();
        array.forEach(element -> text.append(element.asString().substring(2)));
        return text.toString();
    }

    @Override
    public void close() {
        Commands.run("", "umount", pins.toString());
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
