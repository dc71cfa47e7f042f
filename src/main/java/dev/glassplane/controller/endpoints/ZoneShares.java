package dev.glassplane.controller.endpoints;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many endpoints each zone should be served by: in proportion to its CPUs, with at most 20 % overload for any endpoint. Ties, which
 * upstream leaves to the order of a Go map, go by name (kubernetes/kubernetes: staging/src/k8s.io/endpointslice/topologycache).
 *
 * @param desired endpoints by zone, not below the least that the overload allows
 */
record ZoneShares(Map<String, Double> desired) {

    private static final double OVERLOAD_MAX = 0.2;

    /** Hints cannot be given; the message is upstream's. */
    static final class ImpossibleException extends Exception {
        private static final long serialVersionUID = 1L;

        ImpossibleException(String message) {
            super(message);
        }
    }

    static ZoneShares of(Map<String, Long> zoneCpus, int endpoints) throws ImpossibleException {
        String numbers = " (" + endpoints + " endpoints, " + zoneCpus.size() + " zones)";
        if (zoneCpus.size() > endpoints) {
            throw new ImpossibleException("Insufficient number of endpoints" + numbers);
        }
        double total = zoneCpus.values().stream().mapToLong(Long::longValue).sum();
        Map<String, Double> desired = new TreeMap<>();
        int rest = endpoints;
        for (var zone : zoneCpus.entrySet()) {
            double share = zone.getValue() / total * endpoints;
            int least = (int) Math.ceil(share * (1 / (1 + OVERLOAD_MAX)));
            desired.put(zone.getKey(), Math.max(share, least));
            rest -= least;
        }
        if (rest < 0) {
            throw new ImpossibleException(
                    "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold" + numbers);
        }
        return new ZoneShares(desired);
    }

    /**
     * @param zones zone of each endpoint
     * @return zone that each endpoint is for: its own, unless its zone has too many and another too few
     */
    List<String> assign(List<String> zones) {
        Map<String, Double> giving = new TreeMap<>();
        Map<String, Double> receiving = new TreeMap<>();
        desired.forEach((zone, wanted) -> {
            double surplus = zones.stream().filter(zone::equals).count() - wanted;
            if (surplus > 0) {
                giving.put(zone, surplus);
            } else if (surplus < 0) {
                receiving.put(zone, -surplus);
            }
        });
        Map<String, Integer> gives = new TreeMap<>();
        Map<String, Integer> receives = new TreeMap<>();
        match(giving, receiving, gives, receives);
        List<String> assigned = new ArrayList<>();
        for (String zone : zones) {
            if (gives.getOrDefault(zone, 0) > 0 && !receives.isEmpty()) {
                String receiver = receives.keySet().iterator().next();
                take(gives, zone);
                take(receives, receiver);
                assigned.add(receiver);
            } else {
                assigned.add(zone);
            }
        }
        return assigned;
    }

    private static void match(Map<String, Double> giving, Map<String, Double> receiving, Map<String, Integer> gives,
                              Map<String, Integer> receives) {
        while (true) {
            String giver = most(giving);
            String receiver = most(receiving);
            double give = giving.getOrDefault(giver, 0.0);
            double receive = receiving.getOrDefault(receiver, 0.0);
            if (give < 1 && receive < 1 || give < 0.5 || receive < 0.5) {
                return;
            }
            gives.merge(giver, 1, Integer::sum);
            giving.merge(giver, -1.0, Double::sum);
            receives.merge(receiver, 1, Integer::sum);
            receiving.merge(receiver, -1.0, Double::sum);
        }
    }

    private static String most(Map<String, Double> zones) {
        String most = "";
        double number = 0;
        for (var zone : zones.entrySet()) {
            if (zone.getValue() > number) {
                most = zone.getKey();
                number = zone.getValue();
            }
        }
        return most;
    }

    private static void take(Map<String, Integer> numbers, String zone) {
        numbers.computeIfPresent(zone, (z, number) -> number == 1 ? null : number - 1);
    }
}
