package dev.glassplane.loadbalancer.aws;

import dev.glassplane.loadbalancer.model.Scheme;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names of what the AWS Load Balancer Controller makes ({@code kubernetes-sigs/aws-load-balancer-controller: pkg/service/model_build_*.go,
 * pkg/ingress/model_build_*.go}), and ids that AWS would draw; here they follow from the name.
 */
public final class AwsNames {

    /** The longest name that the AWS API takes. */
    public static final int LENGTH_MAX = 32;
    private static final int PART = 8;
    private static final int GROUP_PART = 17;
    private static final int CLUSTER_PART = 232;
    private static final int HASH = 10;
    private static final int ID_DIGITS = 16;
    private static final long ALB_NUMBERS = 2_000_000_000L;

    private AwsNames() {}

    /**
     * {@code k8s-NAMESPACE-NAME-HASH}, each part without what is no letter or digit, and cut.
     *
     * @param hashed texts whose concatenation is hashed
     */
    public static String of(String namespace, String name, String... hashed) {
        return "k8s-" + part(namespace, PART) + "-" + part(name, PART) + "-" + hash(hashed);
    }

    /** {@code k8s-GROUP-HASH}: the name of what an explicit group of Ingresses shares. */
    public static String ofGroup(String group, String... hashed) {
        return "k8s-" + part(group, GROUP_PART) + "-" + hash(hashed);
    }

    /** @return name of the security group that all load balancers of a cluster share, {@code k8s-traffic-CLUSTER-HASH} */
    public static String backendGroup(String cluster) {
        return "k8s-traffic-" + part(cluster, CLUSTER_PART) + "-" + hash(cluster);
    }

    /** @return ARN of a load balancer */
    public static String loadBalancerArn(AwsPlace place, Stack.Kind kind, String name) {
        return arn(place, "loadbalancer/" + path(kind, name));
    }

    /** @return {@code net/NAME/ID}: what the descriptions of its network interfaces name */
    public static String path(Stack.Kind kind, String name) {
        return kind.word() + "/" + name + "/" + id(kind.word(), name);
    }

    /** @return ARN of a listener */
    public static String listenerArn(AwsPlace place, Stack.Kind kind, String loadBalancer, String listener) {
        return arn(place, "listener/" + path(kind, loadBalancer) + "/" + id("listener", loadBalancer + "/" + listener));
    }

    /** @return ARN of a target group */
    public static String targetGroupArn(AwsPlace place, String name) {
        return arn(place, "targetgroup/" + name + "/" + id("targetgroup", name));
    }

    private static String arn(AwsPlace place, String resource) {
        return "arn:aws:elasticloadbalancing:" + place.region() + ":" + place.account() + ":" + resource;
    }

    /** @return name of the target group of an ARN, the ARN itself if it is none */
    public static String targetGroup(String arn) {
        String[] parts = arn.split("/");
        return parts.length == 3 ? parts[1] : arn;
    }

    /** @return the DNS name: {@code NAME-ID.elb.REGION.amazonaws.com} of an NLB, {@code [internal-]NAME-NUMBER.REGION.elb.amazonaws.com} of an ALB */
    public static String dnsName(AwsPlace place, Stack.Kind kind, String name, Scheme scheme) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        return switch (kind) {
            case NETWORK -> lower + "-" + id(kind.word(), name) + ".elb." + place.region() + ".amazonaws.com";
            case APPLICATION -> (scheme == Scheme.INTERNAL ? "internal-" : "") + lower + "-"
                    + Long.parseLong(id("number", name).substring(0, HASH), ID_DIGITS) % ALB_NUMBERS + "." + place.region() + ".elb.amazonaws.com";
        };
    }

    private static String part(String text, int length) {
        String alphanumeric = text.replaceAll("[^A-Za-z0-9]", "");
        return alphanumeric.substring(0, Math.min(length, alphanumeric.length()));
    }

    private static String hash(String... texts) {
        return sha256(String.join("", texts)).substring(0, HASH);
    }

    private static String id(String what, String name) {
        return sha256(what + "/" + name).substring(0, ID_DIGITS);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
