package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.Pod;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A cluster with what the conformance suite expects in each test, and the objects of one test at a time. */
final class ConformanceCluster implements AutoCloseable {

    static final String INFRA = "gateway-conformance-infra";

    final TestGateways gateways = new TestGateways();
    private final TestCertificates certificates = new TestCertificates();
    private final List<ObjectKey> created = new ArrayList<>();

    ConformanceCluster(JsonNode base) {
        create(base.path("objects"));
        base.path("generated_certificates").forEach(this::certificate);
        created.clear();
        gateways.cluster.settle();
    }

    private void certificate(JsonNode wanted) {
        String namespace = wanted.path("namespace").asString();
        String name = wanted.path("name").asString();
        List<String> names = wanted.path("certificateNames").valueStream().map(JsonNode::asString).toList();
        if (wanted.path("kind").asString().equals("ConfigMap")) {
            put(TestCertificates.configMap(namespace, name, certificates.authority(wanted.path("ca").asString("web"))));
        } else {
            put(TestCertificates.secret(namespace, name, wanted.has("signedBy") ? certificates.signedBy(wanted.path("signedBy").asString(), names) : certificates.selfSigned(names)));
        }
    }

    /** Makes the objects of a test. */
    void create(JsonNode objects) {
        objects.valueStream().sorted(Comparator.comparing(object -> !object.path("kind").asString().equals("Namespace")))
                .forEach(object -> put(object.path("kind").asString().equals("Workload") ? deployment(object) : (ObjectNode) object));
        gateways.cluster.settle();
        fillSlices();
    }

    private void put(ObjectNode declared) {
        ObjectNode object = declared.deepCopy();
        if (object.path("spec").path("gatewayClassName").asString("").equals("GATEWAY_CLASS")) {
            ((ObjectNode) object.path("spec")).put("gatewayClassName", "glassplane");
        }
        Kind kind = gateways.cluster.kinds().byKind(object.path("apiVersion").asString(), object.path("kind").asString()).orElseThrow(() ->
                new IllegalArgumentException("no such kind: " + object));
        if (object.path("kind").asString().equals("EndpointSlice") && !object.has("endpoints")) {
            object.putArray("endpoints");
        }
        String namespace = object.path("metadata").path("namespace").asString("");
        created.add(gateways.cluster.objects().create(kind, namespace, object, WriteOptions.by("conformance")).key());
    }

    private static ObjectNode deployment(JsonNode workload) {
        ObjectNode deployment = JsonMapper.shared().createObjectNode().put("apiVersion", "apps/v1").put("kind", "Deployment");
        deployment.putObject("metadata").put("namespace", workload.path("namespace").asString()).put("name", workload.path("name").asString());
        ObjectNode spec = deployment.putObject("spec").put("replicas", workload.path("replicas").asInt(1));
        spec.putObject("selector").set("matchLabels", workload.path("podLabels"));
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").set("labels", workload.path("podLabels"));
        ObjectNode pod = template.putObject("spec");
        pod.putArray("containers").addObject().put("name", "echo").put("image", "echo");
        if (workload.path("servesTLS").asBoolean(false) && workload.path("namespace").asString().equals(INFRA)) {
            pod.putArray("volumes").addObject().put("name", "tls").putObject("secret").put("secretName", "tls-checks-certificate");
        }
        return deployment;
    }

    /** Slices without a selector get the addresses of the first backend's pods, as the suite does it. */
    private void fillSlices() {
        List<ObjectKey> slices = created.stream().filter(key -> key.resource().startsWith("endpointslices") && key.name().endsWith("-ip4")).toList();
        slices.forEach(key -> gateways.cluster.edit(key.resource(), key.namespace(), key.name(), "", slice -> {
            ArrayNode endpoints = slice.putArray("endpoints");
            pods("infra-backend-v1").forEach(pod -> {
                ObjectNode endpoint = endpoints.addObject();
                endpoint.putArray("addresses").add(pod.ips().getFirst().toString());
                endpoint.putObject("conditions").put("ready", true);
            });
        }));
        gateways.cluster.settle();
    }

    /** Pods of a workload of the infra namespace. */
    List<Pod> pods(String workload) {
        return gateways.cluster.image().pods().values().stream().filter(pod -> pod.key().namespace().equals(INFRA) && pod.key().name().startsWith(workload + "-"))
                .sorted(Comparator.comparing(Pod::key)).toList();
    }

    /** The pod with an address. */
    Optional<Pod> podAt(String ip) {
        return gateways.cluster.image().pods().values().stream().filter(pod -> pod.ips().stream().anyMatch(each -> each.toString().equals(ip))).findFirst();
    }

    /** Applies what a test changes before one of its phases. */
    void mutate(JsonNode mutation) {
        gateways.cluster.advance(Duration.ofSeconds(mutation.path("wait_seconds").asInt(0)));
        if (mutation.has("create")) {
            put((ObjectNode) mutation.path("create"));
        } else if (mutation.has("delete")) {
            ObjectKey key = key(mutation.path("delete"));
            created.remove(key);
            gateways.cluster.delete(key.resource(), key.namespace(), key.name());
        } else {
            ObjectKey key = key(mutation.path("merge_patch"));
            gateways.cluster.edit(key.resource(), key.namespace(), key.name(), "", object -> change(object, mutation));
        }
        gateways.cluster.settle();
    }

    private static void change(ObjectNode object, JsonNode mutation) {
        ArrayNode listeners = object.path("spec").path("listeners") instanceof ArrayNode found ? found : JsonMapper.shared().createArrayNode();
        if (mutation.has("append_listener")) {
            listeners.add(mutation.path("append_listener"));
        }
        for (int i = listeners.size() - 1; i >= 0; i--) {
            if (listeners.get(i).path("name").asString().equals(mutation.path("remove_listener").asString(""))) {
                listeners.remove(i);
            }
        }
        mutation.path("set").properties().forEach(entry -> {
            String pointer = "/" + entry.getKey().replace("[", ".").replace("]", "").replace('.', '/');
            int slash = pointer.lastIndexOf('/');
            ((ObjectNode) object.at(pointer.substring(0, slash))).set(pointer.substring(slash + 1), entry.getValue());
        });
    }

    ObjectKey key(JsonNode reference) {
        String kind = reference.path("kind").asString();
        Kind found = gateways.cluster.kinds().all().stream().filter(each -> each.name().equals(kind)).findFirst().orElseThrow();
        return new ObjectKey(found.resource(), reference.path("namespace").asString(""), reference.path("name").asString());
    }

    /** Removes what the test made. */
    void clean() {
        List<ObjectKey> gone = new ArrayList<>(created.reversed());
        created.clear();
        gone.stream().filter(key -> !key.resource().equals("namespaces")).forEach(this::remove);
        gone.stream().filter(key -> key.resource().equals("namespaces")).forEach(this::remove);
        gateways.cluster.settle();
    }

    private void remove(ObjectKey key) {
        if (gateways.cluster.exists(key.resource(), key.namespace(), key.name())) {
            gateways.cluster.delete(key.resource(), key.namespace(), key.name(), DeleteOptions.NOW);
        }
    }

    /** The key pair of a Secret of the infra namespace. */
    KeyPair keyPair(String secret) {
        return KeyPair.read(gateways.cluster.get("secrets", INFRA, secret).path("data")).orElseThrow();
    }

    @Override
    public void close() {
        gateways.close();
    }
}
