package dev.glassplane.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.store.Event;
import dev.glassplane.store.Listing;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The image is the same for every way of batching the log, and the same as one built from the state alone. */
class BatchingTests {

    private static final int EDITS = 400;
    private static final List<String> RESOURCES = List.of("nodes", "pods", "services", "endpointslices.discovery.k8s.io", "configmaps");

    private final TreeMap<ObjectKey, Stored> state = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyBatchingGivesTheSameImage(long seed) {
        Random random = new Random(seed);
        List<Event> events = randomEdits(random);
        ClusterImage atOnce = ClusterImages.apply(ClusterImage.EMPTY, events);
        ClusterImage oneByOne = ClusterImage.EMPTY;
        for (Event event : events) {
            ClusterImage before = oneByOne;
            oneByOne = ClusterImages.apply(before, List.of(event));
            assertThat(changedRecords(before, oneByOne)).as("records that %s changed", event.current().key()).isLessThanOrEqualTo(1);
        }
        assertThat(oneByOne).isEqualTo(atOnce);
        for (int round = 0; round < 10; round++) {
            assertThat(inRandomBatches(random, events)).isEqualTo(atOnce);
        }
        assertThat(ClusterImages.ofState(new Listing(events.getLast().revision(), List.copyOf(state.values())))).isEqualTo(atOnce);
        assertThat(atOnce.slicesOf().values().stream().mapToInt(Map::size).sum())
                .isEqualTo((int) atOnce.slices().values().stream().filter(slice -> !slice.service().isEmpty()).count());
    }

    private static ClusterImage inRandomBatches(Random random, List<Event> events) {
        ClusterImage image = ClusterImage.EMPTY;
        int from = 0;
        while (from < events.size()) {
            int to = Math.min(events.size(), from + 1 + random.nextInt(60));
            image = ClusterImages.apply(image, events.subList(from, to));
            from = to;
        }
        return image;
    }

    private static long changedRecords(ClusterImage before, ClusterImage after) {
        return changed(before.nodes(), after.nodes()) + changed(before.pods(), after.pods()) + changed(before.services(), after.services())
                + changed(before.slices(), after.slices());
    }

    private static <V> long changed(Map<ObjectKey, V> before, Map<ObjectKey, V> after) {
        long gone = before.keySet().stream().filter(key -> !after.containsKey(key)).count();
        return gone + after.entrySet().stream().filter(entry -> before.get(entry.getKey()) != entry.getValue()).count();
    }

    private List<Event> randomEdits(Random random) {
        List<Event> events = new ArrayList<>();
        for (int i = 1; i <= EDITS; i++) {
            String resource = RESOURCES.get(random.nextInt(RESOURCES.size()));
            ObjectKey key = new ObjectKey(resource, resource.equals("nodes") ? "" : "ns" + random.nextInt(2), "o" + random.nextInt(6));
            Revision revision = new Revision(i);
            Optional<Stored> before = Optional.ofNullable(state.get(key));
            boolean delete = before.isPresent() && random.nextInt(3) == 0;
            Stored now = new Stored(key, revision, delete ? before.orElseThrow().object() : object(key, random));
            events.add(new Event(delete ? Event.Type.DELETED : before.isEmpty() ? Event.Type.ADDED : Event.Type.MODIFIED, revision, now, before));
            if (delete) {
                state.remove(key);
            } else {
                state.put(key, now);
            }
        }
        return events;
    }

    /** An object with fields of every kind; few values, so that edits often change nothing or move a slice to another Service. */
    private static ObjectNode object(ObjectKey key, Random random) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = object.putObject("metadata").put("name", key.name());
        if (random.nextInt(4) > 0) {
            metadata.putObject("labels").put("kubernetes.io/service-name", "s" + random.nextInt(3));
        }
        object.put("addressType", "IPv4").putObject("spec").put("clusterIP", "10.100.0." + random.nextInt(3)).put("nodeName",
                "n" + random.nextInt(2));
        object.putArray("ports").addObject().put("port", 80 + random.nextInt(2));
        object.putArray("endpoints").addObject().putArray("addresses").add("10.0.0." + random.nextInt(3));
        object.putObject("status").put("phase", "Running").putArray("podIPs").addObject().put("ip", "10.0.0." + random.nextInt(3));
        return object;
    }
}
