package dev.glassplane.controller.object;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * Amounts of what nodes have and pods ask for.
 *
 * @param milliCpu    thousandths of a CPU
 * @param memoryBytes bytes
 * @param extended    huge pages and resources with a domain such as {@code nvidia.com/gpu}, by name
 */
public record Resources(long milliCpu, long memoryBytes, Map<String, Long> extended) {

    /** Nothing. */
    public static final Resources ZERO = new Resources(0, 0, Map.of());

    /** @return the quantities of a map such as {@code requests} or {@code allocatable}; ephemeral storage is not counted */
    public static Resources parse(JsonNode quantities) {
        Map<String, Long> extended = Map.of();
        for (String name : quantities.propertyNames()) {
            if (name.contains("/") || name.startsWith("hugepages-")) {
                extended = extended.isEmpty() ? new TreeMap<>() : extended;
                extended.put(name, amount(quantities, name, 1));
            }
        }
        return new Resources(amount(quantities, "cpu", 1000), amount(quantities, "memory", 1), extended);
    }

    /**
     * What the scheduler counts for a pod: the larger of all containers together and the largest init container, sidecars counting as
     * containers, plus overhead (kubernetes/component-helpers: resource/helpers.go). {@code spec.resources} replaces the sum.
     */
    public static Resources ofPod(JsonNode spec) {
        Resources sum = ZERO;
        for (JsonNode container : Fields.each(spec, "containers").toList()) {
            sum = sum.plus(requests(container));
        }
        Resources sidecars = ZERO;
        Resources initPeak = ZERO;
        for (JsonNode container : Fields.each(spec, "initContainers").toList()) {
            if (Fields.text(container, "restartPolicy").equals("Always")) {
                sidecars = sidecars.plus(requests(container));
                initPeak = initPeak.max(sidecars);
            } else {
                initPeak = initPeak.max(sidecars.plus(requests(container)));
            }
        }
        Resources total = sum.plus(sidecars).max(initPeak);
        if (spec.path("resources").has("requests")) {
            Resources podLevel = parse(spec.path("resources").path("requests"));
            total = podLevel.or(total);
        }
        return total.plus(parse(spec.path("overhead")));
    }

    /** @return requests of a container; a limit without a request counts as the request, as the API defaults it */
    private static Resources requests(JsonNode container) {
        JsonNode resources = container.path("resources");
        return resources.isEmpty() ? ZERO : parse(resources.path("requests")).or(parse(resources.path("limits")));
    }

    private Resources or(Resources otherwise) {
        return new Resources(milliCpu > 0 ? milliCpu : otherwise.milliCpu, memoryBytes > 0 ? memoryBytes : otherwise.memoryBytes,
                extended.isEmpty() ? otherwise.extended : extended);
    }

    private static long amount(JsonNode quantities, String name, int factor) {
        JsonNode quantity = quantities.path(name);
        if (quantity.isMissingNode()) {
            return 0;
        }
        try {
            BigDecimal amount = Quantity.getAmountInBytes(Quantity.parse(quantity.asString("0")));
            return amount.multiply(BigDecimal.valueOf(factor)).setScale(0, RoundingMode.CEILING).longValue();
        } catch (IllegalArgumentException e) {
            return 0; // the registry refuses what is no quantity
        }
    }

    /** @return the sum */
    public Resources plus(Resources other) {
        return new Resources(milliCpu + other.milliCpu, memoryBytes + other.memoryBytes, merged(other, Long::sum));
    }

    /** @return the difference */
    public Resources minus(Resources other) {
        return new Resources(milliCpu - other.milliCpu, memoryBytes - other.memoryBytes, merged(other, (a, b) -> a - b));
    }

    private Resources max(Resources other) {
        return new Resources(Math.max(milliCpu, other.milliCpu), Math.max(memoryBytes, other.memoryBytes), merged(other, Math::max));
    }

    private Map<String, Long> merged(Resources other, LongBinaryOperator operator) {
        if (other.extended.isEmpty()) {
            return extended;
        }
        Map<String, Long> merged = new TreeMap<>(extended);
        other.extended.forEach((name, amount) -> merged.put(name, operator.applyAsLong(extended.getOrDefault(name, 0L), amount)));
        return merged;
    }

    /** @return names of the resources of which this is more than {@code free}; asking for nothing is never too much */
    public List<String> exceeding(Resources free) {
        if (milliCpu <= Math.max(0, free.milliCpu) && memoryBytes <= Math.max(0, free.memoryBytes) && extended.isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        if (milliCpu > Math.max(0, free.milliCpu)) {
            names.add("cpu");
        }
        if (memoryBytes > Math.max(0, free.memoryBytes)) {
            names.add("memory");
        }
        extended.forEach((name, amount) -> {
            if (amount > Math.max(0, free.extended.getOrDefault(name, 0L))) {
                names.add(name);
            }
        });
        return names;
    }
}
