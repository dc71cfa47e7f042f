package dev.glassplane.trace.whynot;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Ip;
import dev.glassplane.trace.compare.ModeResult;
import dev.glassplane.trace.compare.ModeResult.Fact;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.walk.Tracing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What else an edit changes: a sample of other questions, asked before and after. */
final class OtherQuestions {

    /** Services that the sample asks for, those that the edit touches first. */
    private static final int SERVICES = 5;
    /** Nodes of which one pod each asks, and that are asked from outside. */
    private static final int NODES = 2;
    private static final int PATHS = 16;
    private static final Ip OUTSIDE = Ip.parse("203.0.113.77");

    private OtherQuestions() {}

    static WhyNot.Remedy remedy(List<Fix> fixes, TraceRequest asked, Search.Worlds worlds) throws TimeoutException, InterruptedException {
        ImageEdit edit = fixes.stream().map(Fix::edit).reduce(ImageEdit.NONE, ImageEdit::and);
        Network before = worlds.after(ImageEdit.NONE);
        Network after = worlds.after(edit);
        List<String> changed = new ArrayList<>();
        Map<String, ObjectNode> questions = questions(before.dataplane().image(), edit);
        int count = 0;
        for (Map.Entry<String, ObjectNode> question : questions.entrySet()) {
            TraceRequest request = RequestReader.read(question.getValue(), asked.seed());
            if (request.from().equals(asked.from()) && request.to().equals(asked.to()) && request.via() == asked.via()) {
                continue;
            }
            count++;
            String one = answer(request, before);
            String other = answer(request, after);
            if (!one.equals(other)) {
                changed.add(question.getKey() + ": " + one + " -> " + other);
            }
        }
        return new WhyNot.Remedy(fixes, count, changed);
    }

    private static String answer(TraceRequest request, Network network) {
        try {
            Trace trace = Tracing.answer(request, network);
            var facts = new ModeResult("", false, trace, trace.leading()).facts();
            List<String> endpoints = facts.getOrDefault(Fact.ENDPOINTS, List.of());
            return String.join(", ", facts.get(Fact.OUTCOME)) + (endpoints.isEmpty() ? "" : " to " + String.join(", ", endpoints)
                    + " from " + String.join(", ", facts.getOrDefault(Fact.SOURCES, List.of())));
        } catch (RequestException e) {
            return "cannot be asked";
        }
    }

    private static Map<String, ObjectNode> questions(ClusterImage image, ImageEdit edit) {
        List<Node> nodes = image.nodes().values().stream().filter(node -> !node.internalIps().isEmpty()).sorted(Comparator.comparing(Node::name))
                .limit(NODES).toList();
        List<Service> services = image.services().values().stream().filter(service -> !service.clusterIps().isEmpty() && !service.ports().isEmpty())
                .sorted(Comparator.comparing((Service service) -> !edit.objects().containsKey(service.key())).thenComparing(Service::key)).limit(SERVICES).toList();
        Map<String, ObjectNode> questions = new LinkedHashMap<>();
        for (Service service : services) {
            for (Node node : nodes) {
                image.pods().values().stream().filter(pod -> pod.nodeName().equals(node.name()) && pod.phase().equals("Running") && !pod.hostNetwork())
                        .map(Pod::key).sorted().limit(1).forEach(pod -> ask(questions, "pod/" + pod.qualifiedName(), service, "clusterIP"));
                if (service.ports().stream().anyMatch(port -> port.nodePort() != 0)) {
                    outside(questions, node, service);
                }
            }
        }
        return questions;
    }

    private static void ask(Map<String, ObjectNode> questions, String from, Service service, String via) {
        String to = "service/" + service.key().qualifiedName() + ":" + service.ports().getFirst().port();
        questions.put(from + " to " + to, spec().put("from", from).put("to", to).put("via", via));
    }

    private static void outside(Map<String, ObjectNode> questions, Node node, Service service) {
        String to = "node/" + node.name() + ":" + service.ports().stream().map(Service.Port::nodePort).filter(port -> port != 0).map(Object::toString)
                .collect(Collectors.toList()).getFirst();
        ObjectNode spec = spec().put("to", to);
        spec.putObject("from").put("ip", OUTSIDE.toString()).put("node", node.name());
        questions.put("outside to " + to, spec);
    }

    private static ObjectNode spec() {
        return JsonNodeFactory.instance.objectNode().put("paths", "all").put("maxPaths", PATHS).put("return", false);
    }
}
