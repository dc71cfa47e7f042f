package dev.glassplane.trace;

/** Bodies that a fresh demo cluster answers; the API document shows them. */
final class LoadExamples {

    static final String POD_TO_SERVICE = """
            {"from": "pod/demo/client", "to": "service/demo/web:http", "flows": 3000, "rate": 200}""";
    static final String NODE_PORT = """
            {"from": "external", "clients": 200, "to": "node/node-a:30080", "flows": 2000, "arrivals": "burst", "burst": 50, "rate": 500, "seed": 7}""";
    static final String STEADY = """
            {"from": "node/node-a", "to": "service/demo/web", "flows": 500, "arrivals": "constant", "rate": 10, "hold": "constant", "holdSeconds": 30, "samples": 10}""";

    static final String VIRTUAL_SERVERS = """
            {"from": "pod/demo/client", "to": "service/demo/web", "mode": "ipvs", "flows": 1000, "rate": 50, "holdSeconds": 20}""";

    private LoadExamples() {}
}
