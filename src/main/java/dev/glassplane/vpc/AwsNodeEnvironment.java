package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads aws-node's environment as it does: a value that does not parse counts as unset, but for a few with which it does not start. */
final class AwsNodeEnvironment {

    private static final String ENFORCING_MODE = "POD_SECURITY_GROUP_ENFORCING_MODE";
    private static final String COOL_DOWN = "IP_COOLDOWN_PERIOD";
    private static final int DEFAULT_COOL_DOWN_SECONDS = 30;
    private static final int DEFAULT_MTU = 9001;
    private static final int MIN_MTU = 576;
    private static final int DEFAULT_CONNMARK = 0x80;
    private static final int VETH_PREFIX_LENGTH_MAX = 4;
    private static final Set<String> TAKEN_PREFIXES = Set.of("eth", "lo", "vlan");
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    /** Switches that lead into what is not modelled. */
    private static final Map<String, String> REFUSED_WHEN_TRUE = Map.of("ENABLE_IPv6", "IPv6 clusters", "ENABLE_MULTI_NIC", "more than one network card", "ENABLE_V6_EGRESS", "IPv6 egress of pods");

    private final Map<String, String> variables;

    private AwsNodeEnvironment(Map<String, String> variables) {
        this.variables = variables;
    }

    static AwsNodeSettings settings(Map<String, String> variables) {
        return new AwsNodeEnvironment(variables).settings();
    }

    private AwsNodeSettings settings() {
        boolean externalSnat = flag("AWS_VPC_K8S_CNI_EXTERNALSNAT", false);
        int mtu = mtu("AWS_VPC_ENI_MTU", DEFAULT_MTU);
        return new AwsNodeSettings(pool(), externalSnat,
                externalSnat ? List.of() : cidrs("AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS"),
                SnatPort.of(value("AWS_VPC_K8S_CNI_RANDOMIZESNAT")), flag("AWS_VPC_CNI_NODE_PORT_SUPPORT", true), connmark(),
                vethPrefix(), mtu, mtu("POD_MTU", mtu), cidrs("AWS_EXTERNAL_SERVICE_CIDRS"), ConnmarkBackEnd.ofImage(value(AwsNodeSettings.IMAGE)),
                podEni(), List.copyOf(refused()), fatal());
    }

    private PodEniSettings podEni() {
        return new PodEniSettings(flag("ENABLE_POD_ENI", false), !value(ENFORCING_MODE).equals("standard"), !flag("DISABLE_TCP_EARLY_DEMUX", false));
    }

    /** The checks of the container's entry point, in its order ({@code aws/amazon-vpc-cni-k8s: cmd/aws-vpc-cni/main.go}, validateEnvVars). */
    private String fatal() {
        String prefix = value("AWS_VPC_K8S_CNI_VETHPREFIX");
        if (prefix.length() > VETH_PREFIX_LENGTH_MAX) {
            return "AWS_VPC_K8S_CNI_VETHPREFIX cannot be longer than 4 characters";
        }
        if (TAKEN_PREFIXES.contains(prefix)) {
            return "AWS_VPC_K8S_CNI_VETHPREFIX cannot be set to reserved values 'eth', 'vlan', or 'lo'";
        }
        if (flag("ENABLE_POD_ENI", false) && !Set.of("", "strict", "standard").contains(value(ENFORCING_MODE))) {
            return ENFORCING_MODE + " must be set to either 'strict' or 'standard'";
        }
        if (!value(COOL_DOWN).isEmpty() && number(COOL_DOWN, -1) < 0) {
            return COOL_DOWN + " MUST be a valid positive integer. " + value(COOL_DOWN) + " is invalid";
        }
        return Stream.of("AWS_VPC_ENI_MTU", "POD_MTU").filter(name -> !value(name).isEmpty() && mtu(name, -1) < 0).findFirst()
                .map(name -> name + " MUST be a valid integer from " + MIN_MTU + " to " + DEFAULT_MTU + ". " + value(name) + " is invalid")
                .or(pool()::fatal).orElse("");
    }

    private PoolSettings pool() {
        return new PoolSettings(target("WARM_ENI_TARGET", 1), target("WARM_IP_TARGET", 0), target("MINIMUM_IP_TARGET", 0),
                target("WARM_PREFIX_TARGET", 0), flag("ENABLE_PREFIX_DELEGATION", false),
                Optional.of(number("MAX_ENI", 0)).filter(max -> max >= 1),
                flag("DISABLE_NETWORK_RESOURCE_PROVISIONING", false) || flag("ENABLE_IMDS_ONLY_MODE", false),
                flag("AWS_MANAGE_ENIS_NON_SCHEDULABLE", false),
                Duration.ofSeconds(Math.max(0, number(COOL_DOWN, DEFAULT_COOL_DOWN_SECONDS))),
                flag("ENABLE_SUBNET_DISCOVERY", true), flag("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", false),
                value("ENI_CONFIG_LABEL_DEF").isEmpty() ? PoolSettings.ENI_CONFIG_KEY : value("ENI_CONFIG_LABEL_DEF"),
                value("ENI_CONFIG_ANNOTATION_DEF").isEmpty() ? PoolSettings.ENI_CONFIG_KEY : value("ENI_CONFIG_ANNOTATION_DEF"));
    }

    private List<String> refused() {
        List<String> refused = new ArrayList<>();
        REFUSED_WHEN_TRUE.keySet().stream().sorted().filter(name -> flag(name, false)).forEach(name ->
                refused.add(refusal(name, REFUSED_WHEN_TRUE.get(name) + " is not modelled (limit: pod-networks)")));
        if (!flag("ENABLE_IPv4", true)) {
            refused.add(refusal("ENABLE_IPv4", "IPv6 clusters are not modelled (limit: pod-networks)"));
        }
        if (!flag("MANAGE_UNTAGGED_ENI", true)) {
            refused.add(refusal("MANAGE_UNTAGGED_ENI", "every interface without the tag no_manage is managed (limit: pod-networks)"));
        }
        return refused;
    }

    private String refusal(String name, String reason) {
        return name + "=" + value(name) + " is left out of account: " + reason;
    }

    /** A negative target counts as unset. */
    private int target(String name, int otherwise) {
        int target = number(name, otherwise);
        return target < 0 ? otherwise : target;
    }

    private String vethPrefix() {
        String prefix = value("AWS_VPC_K8S_CNI_VETHPREFIX");
        return prefix.isEmpty() || prefix.length() > VETH_PREFIX_LENGTH_MAX || TAKEN_PREFIXES.contains(prefix) ? "eni" : prefix;
    }

    private int connmark() {
        try {
            String text = value("AWS_VPC_K8S_CNI_CONNMARK");
            long mark = text.isEmpty() || text.contains("#") ? DEFAULT_CONNMARK : Long.decode(text);
            return mark > 0 && mark <= 0xffff_ffffL ? (int) mark : DEFAULT_CONNMARK;
        } catch (NumberFormatException e) {
            return DEFAULT_CONNMARK;
        }
    }

    private int mtu(String name, int otherwise) {
        int mtu = number(name, otherwise);
        return mtu < MIN_MTU || mtu > DEFAULT_MTU ? otherwise : mtu;
    }

    private List<Cidr> cidrs(String name) {
        return Arrays.stream(value(name).split(",")).map(String::strip).filter(text -> text.contains("/"))
                .flatMap(text -> Cidr.tryParse(text).stream()).filter(cidr -> cidr.network().isV4()).distinct().toList();
    }

    private boolean flag(String name, boolean otherwise) {
        return TRUE.contains(value(name)) || !FALSE.contains(value(name)) && otherwise;
    }

    private int number(String name, int otherwise) {
        try {
            return value(name).isEmpty() ? otherwise : Integer.parseInt(value(name));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private String value(String name) {
        return variables.getOrDefault(name, "");
    }
}
