package dev.glassplane.policy.agent;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.vpc.AwsNodeSettings;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * How the agent runs: as its container {@code aws-eks-nodeagent} and the container {@code aws-node} of DaemonSet kube-system/aws-node say. On a cluster
 * of EKS it is off until the add-on's configuration has {@code enableNetworkPolicy: "true"}, which writes that argument.
 *
 * @param enabled {@code --enable-network-policy=true}
 * @param mode    NETWORK_POLICY_ENFORCING_MODE
 */
public record AgentSettings(boolean enabled, Mode mode) {

    private static final String ARGUMENT = "--enable-network-policy";
    private static final String VARIABLE = "NETWORK_POLICY_ENFORCING_MODE";

    /** What is the rule for a pod that no policy selects. */
    public enum Mode {
        /** Everything passes. */
        STANDARD,
        /** Nothing passes. */
        STRICT,
        /** No program sees its packets. */
        NONE
    }

    /** @return the settings that the image's DaemonSet asks for; off without one */
    public static AgentSettings of(ClusterImage image) {
        JsonNode containers = image.object(AwsNodeSettings.DAEMON_SET)
                .map(stored -> stored.object().path("spec").path("template").path("spec").path("containers"))
                .orElse(tools.jackson.databind.node.JsonNodeFactory.instance.missingNode());
        boolean enabled = false;
        Mode mode = Mode.STANDARD;
        for (JsonNode container : containers) {
            String name = container.path("name").asString("");
            if (name.equals("aws-eks-nodeagent")) {
                for (JsonNode argument : container.path("args")) {
                    String text = argument.asString("");
                    enabled = text.equals(ARGUMENT) || (text.startsWith(ARGUMENT + "=") ? text.equals(ARGUMENT + "=true") : enabled);
                }
            } else if (name.equals("aws-node")) {
                for (JsonNode variable : container.path("env")) {
                    mode = variable.path("name").asString("").equals(VARIABLE) ? mode(variable.path("value").asString("")) : mode;
                }
            }
        }
        return new AgentSettings(enabled, mode);
    }

    private static Mode mode(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "strict" -> Mode.STRICT;
            case "none" -> Mode.NONE;
            default -> Mode.STANDARD;
        };
    }
}
