package dev.glassplane.ipam;

/** Plans to try; each runs in moments. */
final class PlanExamples {

    static final String WARM_TARGETS = """
            {"nodes": [{"count": 10, "instanceType": "m5.large", "subnet": "pods-a"}],
             "subnets": [{"id": "pods-a", "cidr": "10.0.0.0/23"}],
             "pods": 150, "lifetime": "30m", "duration": "6h",
             "settings": [{"name": "defaults", "env": {}},
                          {"name": "five warm", "env": {"WARM_IP_TARGET": "5"}},
                          {"name": "five warm, ten at least", "env": {"WARM_IP_TARGET": "5", "MINIMUM_IP_TARGET": "10"}}]}""";

    static final String PREFIXES = """
            {"nodes": [{"count": 4, "instanceType": "m5.xlarge", "subnet": "small"}],
             "subnets": [{"id": "small", "cidr": "10.0.1.0/24", "inUse": ["10.0.1.40/32", "10.0.1.72/32", "10.0.1.104/32", "10.0.1.200/29"]}],
             "pods": 180, "duration": "1h", "maxPods": "calculator",
             "settings": [{"name": "single addresses", "env": {"WARM_IP_TARGET": "2"}},
                          {"name": "prefixes", "env": {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"}}]}""";

    static final String SCRIPT = """
            {"nodes": [{"count": 3, "instanceType": "m5.large"}], "duration": "2h", "ramp": "2m",
             "script": [{"at": "0s", "pods": 10}, {"at": "30m", "pods": 70}, {"at": "60m", "pods": 5}]}""";

    private PlanExamples() {}
}
