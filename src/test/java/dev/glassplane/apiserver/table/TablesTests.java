package dev.glassplane.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.PrinterColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns as a kube-apiserver 1.33.5 declares them, and cells by its printers' rules. */
class TablesTests {

    private static final Instant NOW = Instant.parse("2025-01-01T00:10:00Z");
    private static final String META = "\"metadata\":{\"name\":\"x\",\"creationTimestamp\":\"2025-01-01T00:00:00Z\",\"labels\":%s}";

    private static KindTable table(String resource) {
        int dot = resource.indexOf('.');
        String plural = dot < 0 ? resource : resource.substring(0, dot);
        String group = dot < 0 ? "" : resource.substring(dot + 1);
        return Tables.of(new Kind(group, "v1", "X", plural, "x", List.of(), List.of(), true), List.of(), true);
    }

    private static List<String> cells(KindTable table, String rest) {
        return cells(table, "{}", rest);
    }

    private static List<String> cells(KindTable table, String labels, String rest) {
        ObjectNode object = (ObjectNode) Json.MAPPER.readTree("{" + META.formatted(labels) + (rest.isEmpty() ? "" : "," + rest) + "}");
        ObjectNode made = Tables.table(table, "v1", Json.object(), true);
        Tables.addRow(made, table, object, NOW, Tables.Included.NONE, "v1");
        List<String> cells = new ArrayList<>();
        made.path("rows").path(0).path("cells").forEach(cell -> cells.add(cell.isNull() ? "null" : cell.asString()));
        assertThat(cells).hasSameSizeAs(table.columns());
        return cells;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "pods | Name,Ready,Status,Restarts,Age,IP*,Node*,Nominated Node*,Readiness Gates*",
        "services | Name,Type,Cluster-IP,External-IP,Port(s),Age,Selector*",
        "nodes | Name,Status,Roles,Age,Version,Internal-IP*,External-IP*,OS-Image*,Kernel-Version*,Container-Runtime*",
        "endpoints | Name,Endpoints,Age",
        "namespaces | Name,Status,Age",
        "configmaps | Name,Data,Age",
        "secrets | Name,Type,Data,Age",
        "serviceaccounts | Name,Secrets,Age",
        "events | Last Seen,Type,Reason,Object,Subobject*,Source*,Message,First Seen*,Count*,Name*",
        "deployments.apps | Name,Ready,Up-to-date,Available,Age,Containers*,Images*,Selector*",
        "replicasets.apps | Name,Desired,Current,Ready,Age,Containers*,Images*,Selector*",
        "daemonsets.apps | Name,Desired,Current,Ready,Up-to-date,Available,Node Selector,Age,Containers*,Images*,Selector*",
        "statefulsets.apps | Name,Ready,Age,Containers*,Images*",
        "endpointslices.discovery.k8s.io | Name,AddressType,Ports,Endpoints,Age",
        "ingresses.networking.k8s.io | Name,Class,Hosts,Address,Ports,Age",
        "servicecidrs.networking.k8s.io | Name,CIDRs,Age",
        "ipaddresses.networking.k8s.io | Name,ParentRef",
        "leases.coordination.k8s.io | Name,Holder,Age",
        "customresourcedefinitions.apiextensions.k8s.io | Name,Created At"})
    void columns(String resource, String expected) {
        assertThat(table(resource).columns().stream().map(column -> column.name() + (column.priority() > 0 ? "*" : "")))
                .containsExactly(expected.split(","));
        assertThat(table(resource).columns()).filteredOn(column -> column.format().equals("name")).hasSize(1);
    }

    @Test
    void podsThatRun() {
        KindTable pods = table("pods");
        assertThat(cells(pods, """
                "spec":{"nodeName":"node-a","containers":[{"name":"a"},{"name":"b"}]},"status":{"phase":"Running","podIPs":[{"ip":"10.0.1.9"}],
                "containerStatuses":[{"name":"a","ready":true,"restartCount":1,"state":{"running":{}},
                  "lastState":{"terminated":{"finishedAt":"2025-01-01T00:05:00Z"}}},
                 {"name":"b","ready":false,"restartCount":0,"state":{"running":{}}}]}"""))
                .containsExactly("x", "1/2", "Running", "1 (5m ago)", "10m", "10.0.1.9", "node-a", "<none>", "<none>");
    }

    @Test
    void podsThatDoNot() {
        KindTable pods = table("pods");
        String containers = "\"spec\":{\"containers\":[{\"name\":\"a\"}],\"initContainers\":[{\"name\":\"i\"}]},";
        assertThat(cells(pods, containers + "\"status\":{\"phase\":\"Pending\"}").get(2)).isEqualTo("Pending");
        assertThat(cells(pods, containers + """
                "status":{"phase":"Pending","containerStatuses":[{"state":{"waiting":{"reason":"ContainerCreating"}}}]}""").get(2))
                .isEqualTo("ContainerCreating");
        assertThat(cells(pods, containers + """
                "status":{"phase":"Pending","initContainerStatuses":[{"name":"i","state":{"waiting":{"reason":"PodInitializing"}}}]}""").get(2))
                .isEqualTo("Init:0/1");
        assertThat(cells(pods, containers + """
                "status":{"phase":"Succeeded","containerStatuses":[{"state":{"terminated":{"reason":"Completed"}}}]}""").get(2))
                .isEqualTo("Completed");
        assertThat(cells(pods, containers + """
                "status":{"phase":"Failed","containerStatuses":[{"state":{"terminated":{"exitCode":3}}}]}""").get(2)).isEqualTo("ExitCode:3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"type\":\"ClusterIP\",\"clusterIP\":\"10.100.0.5\",\"ports\":[{\"port\":80,\"protocol\":\"TCP\"}] | {} | 10.100.0.5 | <none> | 80/TCP",
        "\"type\":\"ClusterIP\",\"clusterIP\":\"None\" | {} | None | <none> | <none>",
        "\"type\":\"NodePort\",\"clusterIP\":\"10.100.0.5\",\"externalIPs\":[\"1.1.1.1\",\"2.2.2.2\"],\"ports\":[{\"port\":80,\"nodePort\":31095,\"protocol\":\"TCP\"},{\"port\":53,\"protocol\":\"UDP\"}] | {} | 10.100.0.5 | 1.1.1.1,2.2.2.2 | 80:31095/TCP,53/UDP",
        "\"type\":\"LoadBalancer\",\"clusterIP\":\"10.100.0.5\" | {} | 10.100.0.5 | <pending> | <none>",
        "\"type\":\"LoadBalancer\",\"clusterIP\":\"10.100.0.5\" | {\"loadBalancer\":{\"ingress\":[{\"hostname\":\"b.elb\"},{\"ip\":\"9.9.9.9\"}]}} | 10.100.0.5 | 9.9.9.9,b.elb | <none>",
        "\"type\":\"ExternalName\",\"externalName\":\"example.com\" | {} | <none> | example.com | <none>"})
    void services(String spec, String status, String clusterIp, String externalIp, String ports) {
        List<String> cells = cells(table("services"), "\"spec\":{" + spec + "},\"status\":" + status);
        assertThat(cells.subList(2, 5)).containsExactly(clusterIp, externalIp, ports);
    }

    @Test
    void endpointsAndSlices() {
        assertThat(cells(table("endpoints"), "").get(1)).isEqualTo("<none>");
        assertThat(cells(table("endpoints"), """
                "subsets":[{"addresses":[{"ip":"1.1.1.1"},{"ip":"1.1.1.2"}],"ports":[{"port":80},{"port":81}]}]""").get(1))
                .isEqualTo("1.1.1.1:80,1.1.1.2:80,1.1.1.1:81 + 1 more...");
        assertThat(cells(table("endpointslices.discovery.k8s.io"), "\"addressType\":\"IPv6\"").subList(1, 4))
                .containsExactly("IPv6", "<unset>", "<unset>");
        assertThat(cells(table("endpointslices.discovery.k8s.io"), """
                "addressType":"IPv4","ports":[{"port":80},{"name":"any"},{}],"endpoints":[{"addresses":["a"]},{"addresses":["b"]},
                {"addresses":["c"]},{"addresses":["d"]},{"addresses":["e"]}]""").subList(2, 4)).containsExactly("80,any,*", "a,b,c + 2 more...");
    }

    @Test
    void nodes() {
        assertThat(cells(table("nodes"), "{\"node-role.kubernetes.io/b\":\"\",\"node-role.kubernetes.io/a\":\"\"}", """
                "spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"Unknown"}],
                "addresses":[{"type":"InternalIP","address":"10.0.1.10"}],"nodeInfo":{"kubeletVersion":"v1.33.5"}}"""))
                .containsExactly("x", "NotReady,SchedulingDisabled", "a,b", "10m", "v1.33.5", "10.0.1.10", "<none>", "<unknown>", "<unknown>",
                        "<unknown>");
        assertThat(cells(table("nodes"), "").subList(1, 3)).containsExactly("Unknown", "<none>");
    }

    @Test
    void workloadsAndEvents() {
        assertThat(cells(table("deployments.apps"), """
                "spec":{"replicas":3,"selector":{"matchLabels":{"b":"2","a":"1"},"matchExpressions":[{"key":"c","operator":"In","values":["y","x"]}]},
                "template":{"spec":{"containers":[{"name":"web","image":"nginx"},{"name":"log","image":"busybox"}]}}},
                "status":{"readyReplicas":2,"updatedReplicas":3,"availableReplicas":1}"""))
                .containsExactly("x", "2/3", "3", "1", "10m", "web,log", "nginx,busybox", "a=1,b=2,c in (x,y)");
        assertThat(cells(table("events"), """
                "type":"Warning","reason":"Failed","message":" no ip ","count":4,"involvedObject":{"kind":"Pod","name":"web"},
                "source":{"component":"kubelet","host":"node-a"},"firstTimestamp":"2025-01-01T00:00:00Z","lastTimestamp":"2025-01-01T00:09:30Z\""""))
                .containsExactly("30s", "Warning", "Failed", "pod/web", "", "kubelet, node-a", "no ip", "10m", "4", "x");
    }

    @Test
    void declaredColumns() {
        KindTable table = Tables.of(new Kind("glassplane.dev", "v1", "Thing", "things", "thing", List.of(), List.of(), false), List.of(
                new PrinterColumn("Size", "integer", "", "", 0, ".spec.size"), new PrinterColumn("Ready", "string", "", "", 0,
                        ".status.conditions[?(@.type==\"Ready\")].status"),
                new PrinterColumn("Absent", "string", "", "", 1, ".spec.absent"),
                new PrinterColumn("Age", "date", "", "", 0, ".metadata.creationTimestamp")), false);
        assertThat(cells(table, "\"spec\":{\"size\":3},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}"))
                .containsExactly("x", "3", "True", "null", "10m");
    }

    @Test
    void rowsSayAsMuchOfTheirObjectAsWasAskedFor() {
        KindTable table = table("configmaps");
        ObjectNode object = (ObjectNode) Json.MAPPER.readTree("{" + META.formatted("{}") + ",\"data\":{\"a\":\"b\"}}");
        ObjectNode made = Tables.table(table, "v1", Json.object().put("resourceVersion", "7"), true);
        for (Tables.Included included : Tables.Included.values()) {
            Tables.addRow(made, table, object, NOW, included, "v1");
        }
        JsonNode rows = made.path("rows");
        assertThat(rows.path(0).has("object")).isFalse();
        assertThat(rows.path(1).path("object").path("kind").asString()).isEqualTo("PartialObjectMetadata");
        assertThat(rows.path(1).path("object").has("data")).isFalse();
        assertThat(rows.path(2).path("object")).isEqualTo(object);
    }
}
