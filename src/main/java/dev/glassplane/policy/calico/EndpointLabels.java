package dev.glassplane.policy.calico;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Labels of a pod's endpoint: the pod's own, three that Calico adds, and those that it inherits from its namespace and service account behind prefixes
 * ({@code libcalico-go/lib/backend/k8s/conversion}).
 */
public final class EndpointLabels implements UnaryOperator<String> {

    /** Label with the namespace. */
    public static final String NAMESPACE = "projectcalico.org/namespace";
    /** Label that says who made the endpoint. */
    static final String ORCHESTRATOR = "projectcalico.org/orchestrator";
    /** Label with the service account, unless its name is too long. */
    static final String SERVICE_ACCOUNT = "projectcalico.org/serviceaccount";
    /** Before labels of the namespace. */
    static final String OF_NAMESPACE = "pcns.";
    /** Before labels of the service account. */
    static final String OF_ACCOUNT = "pcsa.";
    private static final String NAME = "projectcalico.org/name";
    private static final int LABEL_MAX = 63;

    private final Pod pod;
    private final String account;
    private final JsonNode ofNamespace;
    private final JsonNode ofAccount;

    private EndpointLabels(Pod pod, ClusterImage image) {
        this.pod = pod;
        this.account = account(pod, image);
        this.ofNamespace = labels(new ObjectKey("namespaces", "", pod.key().namespace()), image);
        this.ofAccount = labels(new ObjectKey("serviceaccounts", pod.key().namespace(), account), image);
    }

    /** @return the labels, as a function of their names */
    public static EndpointLabels of(Pod pod, ClusterImage image) {
        return new EndpointLabels(pod, image);
    }

    /** @return name of the pod's service account */
    public static String account(Pod pod, ClusterImage image) {
        return image.object(pod.key()).map(stored -> stored.object().path("spec").path("serviceAccountName").asString("")).filter(name -> !name.isEmpty())
                .orElse("default");
    }

    private static JsonNode labels(ObjectKey key, ClusterImage image) {
        Optional<Stored> stored = image.object(key);
        return stored.map(each -> each.object().path("metadata").path("labels")).orElseGet(JsonNodeFactory.instance::missingNode);
    }

    @Override
    public String apply(String label) {
        return switch (label) {
            case NAMESPACE -> pod.key().namespace();
            case ORCHESTRATOR -> "k8s";
            case SERVICE_ACCOUNT -> account.length() < LABEL_MAX ? account : null;
            default -> label.startsWith(OF_NAMESPACE) ? inherited(ofNamespace, label.substring(OF_NAMESPACE.length()), pod.key().namespace())
                    : label.startsWith(OF_ACCOUNT) ? inherited(ofAccount, label.substring(OF_ACCOUNT.length()), account) : pod.labels().get(label);
        };
    }

    /** Every namespace has its name as a label, though an object may lack it that nobody sent through the API. */
    private String inherited(JsonNode labels, String label, String name) {
        if (label.equals(NAME) || label.equals("kubernetes.io/metadata.name") && labels == ofNamespace) {
            return name;
        }
        return labels.path(label).stringValue(null);
    }
}
