package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
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
    private static final List<String> NUMBERS = List.of("WARM_ENI_TARGET", "WARM_IP_TARGET", "MINIMUM_IP_TARGET", "WARM_PREFIX_TARGET", "MAX_ENI");
    private static final Set<String> TAKEN_PREFIXES = Set.of("eth", "lo", "vlan");
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private static final String NO_WARM_TARGET = "Setting WARM_PREFIX_TARGET = 0 is not supported while WARM_IP_TARGET/MINIMUM_IP_TARGET is not set. Please "
            + "configure either one of the WARM_{PREFIX/IP}_TARGET or MINIMUM_IP_TARGET env variables";

    private final Map<String, String> variables;
    private final Family family;

    private AwsNodeEnvironment(Map<String, String> variables, Family family) {
        this.variables = variables;
        this.family = family;
    }

    /** @param family of the cluster, which the environment cannot change */
    static AwsNodeSettings settings(Map<String, String> variables, Family family) {
        return new AwsNodeEnvironment(variables, family).settings();
    }

    private AwsNodeSettings settings() {
        boolean externalSnat = flag("AWS_VPC_K8S_CNI_EXTERNALSNAT", false);
        int mtu = mtu("AWS_VPC_ENI_MTU", DEFAULT_MTU);
        return new AwsNodeSettings(pool(), externalSnat,
                externalSnat ? List.of() : cidrs("AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS"),
                SnatPort.of(value("AWS_VPC_K8S_CNI_RANDOMIZESNAT")), flag("AWS_VPC_CNI_NODE_PORT_SUPPORT", true), connmark(),
                vethPrefix(), mtu, mtu("POD_MTU", mtu), cidrs("AWS_EXTERNAL_SERVICE_CIDRS"), ConnmarkBackEnd.ofImage(value(AwsNodeSettings.IMAGE)),
                podEni(), new Ipv6Settings(family == Family.IPV6, flag("ENABLE_V4_EGRESS", true)), List.copyOf(refused()), fatal());
    }

    private PodEniSettings podEni() {
        return new PodEniSettings(family == Family.IPV4 && flag("ENABLE_POD_ENI", false), !value(ENFORCING_MODE).equals("standard"), !flag("DISABLE_TCP_EARLY_DEMUX", false));
    }

    /**
     * The checks of the container's entry point, in its order, then those of ipamd ({@code aws/amazon-vpc-cni-k8s: cmd/aws-vpc-cni/main.go}, validateEnvVars,
     * and {@code pkg/ipamd/ipamd.go}, isConfigValid).
     */
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
                .or(this::targets).or(this::families).orElse("");
    }

    /** The entry point compares texts, so that a target that is no number passes here, and counts as 0 later. */
    private Optional<String> targets() {
        boolean none = Stream.of("WARM_IP_TARGET", "WARM_PREFIX_TARGET", "MINIMUM_IP_TARGET").allMatch(name -> value(name).compareTo("0") <= 0);
        return Optional.of(NO_WARM_TARGET).filter(_ -> none && flag("ENABLE_PREFIX_DELEGATION", false));
    }

    private Optional<String> families() {
        boolean six = flag("ENABLE_IPv6", false);
        boolean four = flag("ENABLE_IPv4", !six);
        if (four == six) {
            return Optional.of(four ? "IPv4 and IPv6 are both enabled. VPC CNI currently does not support dual stack mode"
                    : "IPv4 and IPv6 are both disabled. One of them have to be enabled");
        }
        boolean able = flag("ENABLE_PREFIX_DELEGATION", false) && !flag("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", false);
        return Optional.of("IPv6 is supported only in Prefix Delegation mode. Custom Networking is not supported in IPv6 mode. Please set the env variables accordingly.")
                .filter(_ -> six && !able);
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
        if (flag("ENABLE_IPv6", family == Family.IPV6) != (family == Family.IPV6)) {
            refused.add(refusal("ENABLE_IPv6", "a cluster's IP family is chosen at its first start (glassplane.ip-family), and this one's is " + family.word()
                    + " (limit: ipv6-clusters)"));
        }
        if (flag("ENABLE_MULTI_NIC", false)) {
            refused.add(refusal("ENABLE_MULTI_NIC", "pods with interfaces on more than one network card are not modelled (limit: pod-networks)"));
        }
        if (family == Family.IPV4 && flag("ENABLE_V6_EGRESS", false)) {
            refused.add(refusal("ENABLE_V6_EGRESS", "IPv6 egress of pods in IPv4 clusters is not modelled (limit: ipv6-clusters)"));
        }
        if (family == Family.IPV6 && flag("ENABLE_POD_ENI", false)) {
            refused.add(refusal("ENABLE_POD_ENI", "security groups for pods in IPv6 clusters are not modelled (limit: ipv6-clusters)"));
        }
        if (!flag("MANAGE_UNTAGGED_ENI", true)) {
            refused.add(refusal("MANAGE_UNTAGGED_ENI", "every interface without the tag no_manage is managed (limit: pod-networks)"));
        }
        NUMBERS.stream().filter(name -> !value(name).isEmpty() && !isNumber(value(name))).forEach(name -> refused.add(refusal(name,
                "aws-node takes what is no number for unset, and says nothing")));
        return refused;
    }

    private static boolean isNumber(String text) {
        try {
            Integer.parseInt(text);
            return true;
        } catch (NumberFormatException _) {
            return false;
        }
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
