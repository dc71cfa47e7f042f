package dev.glassplane.trace.matrix;

import dev.glassplane.image.Pod;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.matrix.Matrix.LeftOut;
import dev.glassplane.trace.matrix.Matrix.Result;
import dev.glassplane.trace.matrix.Matrix.Tally;
import dev.glassplane.trace.matrix.Matrix.Target;
import dev.glassplane.trace.matrix.PortWish.Door;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.request.Suggestions;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.walk.Tracing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.JsonNodeFactory;

/** Fills a matrix: every cell is a trace as anybody can ask for it, so that a cell and its trace never disagree. */
public final class MatrixRun {

    /** Most cells of a matrix. */
    public static final int CELLS_MAX = 100_000;

    private final MatrixRequest request;
    private final Network network;
    private final long seed;
    private final List<ObjectKey> senders = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();

    private MatrixRun(MatrixRequest request, Network network, long seed) {
        this.request = request;
        this.network = network;
        this.seed = seed;
    }

    /** A cell, with what its trace said. */
    private record Cell(Result result, String sentence, Set<String> notes) {}

    /**
     * @param seed that traces take if nobody names one
     * @throws RequestException if a namespace has no pods, nobody has the port, or there are too many cells
     */
    public static Matrix of(MatrixRequest request, Network network, long seed) {
        return new MatrixRun(request, network, seed).run();
    }

    private Matrix run() {
        Map<ObjectKey, Pod> pods = network.dataplane().image().pods();
        refuseUnknown(pods.keySet());
        pods.values().stream().filter(pod -> request.namespaces().isEmpty() || request.namespaces().contains(pod.key().namespace()))
                .sorted(Comparator.comparing(Pod::key)).forEach(this::place);
        refusePorts(pods);
        long cells = (long) senders.size() * targets.size();
        if (cells > CELLS_MAX) {
            throw RequestException.invalid("namespace", "at most " + CELLS_MAX + " cells: name namespaces and ports",
                    senders.size() + " pods that ask " + targets.size() + " ports of pods");
        }
        return tallied(senders.parallelStream().map(sender -> targets.stream().map(target -> cell(sender, target)).toList()).toList());
    }

    private void refuseUnknown(Set<ObjectKey> pods) {
        Set<String> known = pods.stream().map(ObjectKey::namespace).collect(Collectors.toCollection(TreeSet::new));
        for (String namespace : new TreeSet<>(request.namespaces())) {
            if (!known.contains(namespace)) {
                throw new RequestException(RequestException.Kind.NOT_FOUND, "namespace", "a namespace with pods", namespace, "namespace: there are no pods in "
                        + namespace + Suggestions.nearest(namespace, known).map(near -> "; did you mean " + near + "?")
                                .orElse("; namespaces with pods: " + Suggestions.list(known)));
            }
        }
    }

    private void refusePorts(Map<ObjectKey, Pod> pods) {
        if (!targets.isEmpty() || request.ports().isEmpty() || senders.isEmpty()) {
            return;
        }
        Set<String> names = senders.stream().flatMap(key -> pods.get(key).containerPorts().stream()).map(Pod.ContainerPort::name)
                .filter(name -> !name.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
        String asked = request.ports().stream().map(PortWish::text).collect(Collectors.joining(", "));
        throw new RequestException(RequestException.Kind.NOT_FOUND, "port", "a number, or the name of a container port", asked,
                "port: no container has a port named " + asked + Suggestions.didYouMean(asked, names) + "; named ports: " + Suggestions.list(names));
    }

    private void place(Pod pod) {
        Optional<String> absent = absence(pod);
        if (absent.isPresent()) {
            leftOut.add(new LeftOut(pod.key(), absent.get()));
            return;
        }
        senders.add(pod.key());
        List<Door> doors = request.ports().isEmpty()
                ? pod.containerPorts().stream().map(port -> new Door(port.port(), port.protocol())).distinct().toList()
                : request.ports().stream().flatMap(wish -> wish.of(pod).stream()).distinct().toList();
        doors.forEach(door -> targets.add(new Target(pod.key(), door)));
        if (doors.isEmpty()) {
            leftOut.add(new LeftOut(pod.key(), request.ports().isEmpty() ? "is not asked: its containers declare no ports"
                    : "is not asked: none of its containers has a port of that name"));
        }
    }

    private static Optional<String> absence(Pod pod) {
        if (!pod.phase().equals("Running")) {
            return Optional.of("is " + pod.phase() + (pod.nodeName().isEmpty() ? " and not scheduled" : ""));
        }
        return pod.ips().isEmpty() ? Optional.of("has no address") : Optional.empty();
    }

    /** @return the question that a cell stands for */
    TraceRequest question(ObjectKey sender, Target target) {
        return RequestReader.read(JsonNodeFactory.instance.objectNode().put("from", "pod/" + sender.qualifiedName())
                .put("to", "pod/" + target.pod().qualifiedName() + ":" + target.door().number()).put("protocol", target.door().protocol().name()), seed);
    }

    private Cell cell(ObjectKey sender, Target target) {
        try {
            return read(Tracing.answer(question(sender, target), network));
        } catch (RequestException e) {
            return new Cell(new Result(Optional.empty(), Optional.empty(), Optional.empty()), e.getMessage(), Set.of());
        }
    }

    private static Cell read(Trace trace) {
        Optional<Path> path = trace.leading();
        Result result = new Result(Optional.of(trace.outcome()), path.flatMap(Path::code), path.flatMap(Path::clientSees));
        String sentence = trace.refusal().or(() -> path.map(MatrixRun::sentence)).orElse("");
        return new Cell(result, sentence, trace.notes());
    }

    private static String sentence(Path path) {
        return path.reply().filter(reply -> !reply.returned()).map(reply -> "the answer: " + reply.end().sentence()).orElse(path.there().end().sentence());
    }

    private Matrix tallied(List<List<Cell>> cells) {
        Map<Result, Tally> tallies = new LinkedHashMap<>();
        Set<String> notes = new TreeSet<>();
        IntStream.range(0, senders.size()).forEach(row -> IntStream.range(0, targets.size()).forEach(column -> {
            Cell cell = cells.get(row).get(column);
            Tally first = new Tally(cell.result(), 1, senders.get(row), targets.get(column), cell.sentence());
            tallies.merge(cell.result(), first, (old, _) -> new Tally(old.result(), old.cells() + 1, old.sender(), old.target(), old.sentence()));
            notes.addAll(cell.notes());
        }));
        return new Matrix(network.dataplane().revision(), senders, targets, cells.stream().map(row -> row.stream().map(Cell::result).toList()).toList(),
                List.copyOf(tallies.values()), leftOut, List.copyOf(notes));
    }
}
