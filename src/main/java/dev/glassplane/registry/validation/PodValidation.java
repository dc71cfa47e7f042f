package dev.glassplane.registry.validation;

import dev.glassplane.net.Ip;
import dev.glassplane.registry.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** ValidatePodSpec, for what the network and the emulated kubelet read; containers are in {@link ContainerValidation}. */
public final class PodValidation {

    private static final List<String> RESTART_POLICIES = List.of("Always", "Never", "OnFailure");
    private static final List<String> DNS_POLICIES = List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None");
    private static final List<String> EFFECTS = List.of("NoExecute", "NoSchedule", "PreferNoSchedule");
    private static final int NAMESERVERS_MAX = 3;

    private PodValidation() {}

    /**
     * Checks the spec of a pod or of a template.
     *
     * @param path where it stands, for example {@code spec.template.spec}
     */
    public static void spec(JsonNode spec, String path, FieldErrors errors) {
        Set<String> volumes = volumes(spec.path("volumes"), path + ".volumes", errors);
        containers(spec, path, volumes, errors);
        Values.oneOf(spec.path("restartPolicy"), path + ".restartPolicy", RESTART_POLICIES, errors);
        Values.oneOf(spec.path("dnsPolicy"), path + ".dnsPolicy", DNS_POLICIES, errors);
        dnsConfig(spec, path, errors);
        Values.labels(spec.path("nodeSelector"), path + ".nodeSelector", errors);
        names(spec, path, errors);
        Values.nonNegative(spec.path("terminationGracePeriodSeconds"), path + ".terminationGracePeriodSeconds", errors);
        JsonNode deadline = spec.path("activeDeadlineSeconds");
        if (!deadline.isMissingNode() && deadline.asLong() < 1) {
            errors.invalid(path + ".activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
        }
        tolerations(spec.path("tolerations"), path + ".tolerations", errors);
        hostAliases(spec.path("hostAliases"), path + ".hostAliases", errors);
    }

    private static void containers(JsonNode spec, String path, Set<String> volumes, FieldErrors errors) {
        if (spec.path("containers").isEmpty()) {
            errors.required(path + ".containers", "");
        }
        boolean hostNetwork = spec.path("hostNetwork").asBoolean(false);
        Set<String> names = new HashSet<>();
        for (String list : List.of("containers", "initContainers")) {
            Set<String> hostPorts = new HashSet<>();
            int index = 0;
            for (JsonNode container : spec.path(list)) {
                String at = path + "." + list + "[" + index++ + "]";
                ContainerValidation.check(container, at, volumes, hostNetwork, hostPorts, errors);
                if (!names.add(container.path("name").asString(""))) {
                    errors.duplicate(at + ".name", container.path("name"));
                }
            }
        }
    }

    private static Set<String> volumes(JsonNode volumes, String path, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode volume : volumes) {
            String at = path + "[" + index++ + "]";
            String name = volume.path("name").asString("");
            if (name.isEmpty()) {
                errors.required(at + ".name", "");
            } else {
                Names.label(name).forEach(error -> errors.invalid(at + ".name", name, error));
                if (!names.add(name)) {
                    errors.duplicate(at + ".name", name);
                }
            }
            if (volume.size() > 2) {
                errors.forbidden(at, "may not specify more than 1 volume type");
            }
        }
        return names;
    }

    private static void dnsConfig(JsonNode spec, String path, FieldErrors errors) {
        JsonNode nameservers = spec.path("dnsConfig").path("nameservers");
        String at = path + ".dnsConfig.nameservers";
        if (spec.path("dnsPolicy").asString("").equals("None") && nameservers.isEmpty()) {
            errors.required(at, "must provide at least one DNS nameserver when `dnsPolicy` is None");
        }
        if (nameservers.size() > NAMESERVERS_MAX) {
            errors.invalid(at, nameservers, "must not have more than " + NAMESERVERS_MAX + " nameservers");
        }
        for (int i = 0; i < nameservers.size(); i++) {
            Values.ip(nameservers.get(i), at + "[" + i + "]", errors);
        }
    }

    private static void names(JsonNode spec, String path, FieldErrors errors) {
        for (String field : List.of("hostname", "subdomain")) {
            String name = spec.path(field).asString("");
            if (!name.isEmpty()) {
                Names.label(name).forEach(error -> errors.invalid(path + "." + field, name, error));
            }
        }
        for (String field : List.of("serviceAccountName", "nodeName", "priorityClassName")) {
            String name = spec.path(field).asString("");
            if (!name.isEmpty()) {
                Names.subdomain(name).forEach(error -> errors.invalid(path + "." + field, name, error));
            }
        }
    }

    private static void tolerations(JsonNode tolerations, String path, FieldErrors errors) {
        int index = 0;
        for (JsonNode toleration : tolerations) {
            String at = path + "[" + index++ + "]";
            String key = toleration.path("key").asString("");
            String operator = toleration.path("operator").asString("");
            if (!key.isEmpty()) {
                Names.qualifiedName(key).forEach(error -> errors.invalid(at + ".key", key, error));
            } else if (!operator.equals("Exists")) {
                errors.invalid(at + ".operator", operator,
                        "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
            }
            if (operator.equals("Exists") && toleration.has("value")) {
                errors.invalid(at + ".operator", toleration.path("value"), "value must be empty when `operator` is 'Exists'");
            } else if (!List.of("", "Equal", "Exists").contains(operator)) {
                errors.notSupported(at + ".operator", operator, List.of("Equal", "Exists"));
            }
            if (toleration.has("tolerationSeconds") && !toleration.path("effect").asString("").equals("NoExecute")) {
                errors.invalid(at + ".effect", toleration.path("effect").asString(""),
                        "effect must be 'NoExecute' when `tolerationSeconds` is set");
            }
            if (toleration.has("effect") && !EFFECTS.contains(toleration.path("effect").asString())) {
                errors.notSupported(at + ".effect", toleration.path("effect"), EFFECTS);
            }
        }
    }

    private static void hostAliases(JsonNode aliases, String path, FieldErrors errors) {
        for (int i = 0; i < aliases.size(); i++) {
            String at = path + "[" + i + "]";
            Values.ip(aliases.get(i).path("ip"), at + ".ip", errors);
            for (JsonNode name : aliases.get(i).path("hostnames")) {
                Names.subdomain(name.asString("")).forEach(error -> errors.invalid(at + ".hostnames", name, error));
            }
        }
    }

    /** Checks the addresses in a pod's status: at most one of each family. */
    public static void status(JsonNode status, FieldErrors errors) {
        for (String list : List.of("podIPs", "hostIPs")) {
            JsonNode ips = status.path(list);
            Set<Ip> seen = new HashSet<>();
            for (int i = 0; i < ips.size(); i++) {
                String at = "status." + list + "[" + i + "]";
                JsonNode value = ips.get(i).path("ip");
                Values.ip(value, at, errors).filter(ip -> !seen.add(ip)).ifPresent(_ -> errors.duplicate(at, ips));
            }
            long families = seen.stream().map(Ip::family).distinct().count();
            if (seen.size() > 1 && families < seen.size()) {
                errors.invalid("status." + list, ips, "may specify no more than one IP for each IP family");
            }
        }
        String single = status.path("podIP").asString("");
        String first = status.path("podIPs").path(0).path("ip").asString("");
        if (!single.isEmpty() && !first.isEmpty() && !single.equals(first)) {
            errors.invalid("status.podIPs", status.path("podIPs"), "first value must match `podIP`");
        }
    }
}
