package dev.glassplane.scenarios;

import dev.glassplane.calico.CalicoReader;
import dev.glassplane.calico.FabricRoutes;
import dev.glassplane.cni.bgp.FelixProgrammer;
import dev.glassplane.cni.vpc.AwsNodeProgrammer;
import dev.glassplane.cni.vxlan.FlannelProgrammer;
import dev.glassplane.cni.TestAddresses;
import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.dataplane.PolicyKnowledge;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.dataplane.WhatIf;
import dev.glassplane.dns.ClusterNames;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.loadbalancer.LoadBalancerSources;
import dev.glassplane.loadbalancer.TestSources;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.policy.agent.NetworkPolicyAgent;
import dev.glassplane.policy.calico.FelixPolicies;
import dev.glassplane.policy.model.Policies;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.proxy.ProxyProgrammers;
import dev.glassplane.proxy.ServiceModesOfProxy;
import dev.glassplane.trace.device.Directory;
import dev.glassplane.trace.device.Network;
import dev.glassplane.vpc.TestFabric;
import dev.glassplane.vpc.VpcFabric;
import dev.glassplane.vpc.VpcReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A cluster from a scenario's {@code input.yaml}, programmed by aws-node, kube-proxy and the network policy agent, without Spring or a server. The file holds what a user
 * would write and what the control loops would have filled in where it matters; {@link ScenarioObjects} adds the rest.
 *
 * @param name      of the folder
 * @param image     the objects
 * @param dataplane tables of all nodes
 * @param fabric    the VPC
 * @param whatIf    tables of the same cluster with some objects edited
 * @param policies  what NetworkPolicies mean for its pods
 */
public record Scenario(String name, ClusterImage image, Dataplane dataplane, VpcFabric fabric, WhatIf whatIf, PolicyKnowledge policies) {

    /** Where scenarios are kept. */
    public static final Path FOLDER = Path.of("src/test/resources/scenarios");
    private static final LoadBalancerSources BALANCERS = TestSources.all();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Cidr SERVICES_V6 = Cidr.parse("fd30:1c53:5f8a::/108");
    private static final Network.PortRange NODE_PORTS = new Network.PortRange(30_000, 32_767);

    /** @return the scenario in a folder that holds {@code input.yaml} */
    public static Scenario load(Path folder) {
        try {
            return of(folder.getFileName().toString(), Files.readString(folder.resolve("input.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the scenario in a folder that holds {@code input.yaml}, with every node in this service mode */
    public static Scenario load(Path folder, ProxyMode mode) {
        try {
            return of(folder.getFileName() + " in mode " + mode.word(), Files.readString(folder.resolve("input.yaml")), mode);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<NodeProgrammer<?, ?>> programmers(VpcReader reader, CalicoReader calico, NetworkPolicyAgent agent, FelixPolicies felix) {
        List<NodeProgrammer<?, ?>> programmers = new ArrayList<>(List.of(new AwsNodeProgrammer(reader), new FlannelProgrammer(reader),
                new FelixProgrammer(reader, calico, felix)));
        programmers.addAll(ProxyProgrammers.all());
        programmers.add(agent.programmer());
        return programmers;
    }

    /** @return a scenario from YAML documents */
    public static Scenario of(String name, String yaml) {
        return of(name, objects(yaml));
    }

    /** @return a scenario from YAML documents, with every node in this service mode */
    public static Scenario of(String name, String yaml, ProxyMode mode) {
        return of(name, ScenarioMode.set(objects(yaml), mode));
    }

    /** @return a scenario from objects */
    public static Scenario of(String name, List<ObjectNode> objects) {
        ClusterImage image = ScenarioPolicies.resolved(ScenarioBalancers.made(ClusterImages.of(ScenarioObjects.complete(objects)), BALANCERS));
        VpcReader reader = new VpcReader();
        FelixPolicies felix = new FelixPolicies();
        NetworkPolicyAgent agent = NetworkPolicyAgent.of(new Policies(), new ServiceModesOfProxy(), felix);
        CalicoReader calico = new CalicoReader(reader);
        TestDataplane tables = new TestDataplane(programmers(reader, calico, agent, felix), TestAddresses.of(reader)).publishAll(image);
        return new Scenario(name, image, tables.current(), TestFabric.of(image, new FabricRoutes(calico)), tables.whatIf(), agent.knowledge());
    }

    /** @return the scenario in a folder that holds {@code input.yaml}, moved to another pod network */
    static Scenario load(Path folder, PodNetwork network) {
        return of(folder.getFileName() + " in network " + network.word(), ScenarioNetwork.moved(yaml(folder), network));
    }

    /** @return what stands in {@code input.yaml} */
    static String yaml(Path folder) {
        try {
            return Files.readString(folder.resolve("input.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the service modes that run over the scenario's own pod network */
    public static Set<ProxyMode> modes(Path folder) {
        Set<ProxyMode> modes = EnumSet.copyOf(ProxyMode.modelled());
        List<ObjectNode> objects = objects(yaml(folder));
        if (ScenarioNetwork.of(objects) != PodNetwork.VPC || ScenarioIpv6.family(objects) == Family.IPV6) {
            modes.remove(ProxyMode.EBPF);
        }
        return modes;
    }

    /** @return folders of scenarios that ask for traces, by name */
    public static List<Path> withTraces() {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(folder -> Files.exists(folder.resolve("traces.txt"))).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return everything that a trace reads */
    public Network network() {
        ClusterNames names = ClusterNetwork.of(image).ipv6() ? new ClusterNames(SERVICES_V6, BALANCERS) : ClusterNames.eks(BALANCERS);
        return new Network(dataplane, fabric, Directory.of(image), NODE_PORTS, policies, names, BALANCERS.of(image));
    }

    static List<ObjectNode> objects(String yaml) {
        List<ObjectNode> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            documents.forEachRemaining(document -> objects.add((ObjectNode) document));
        }
        return objects;
    }
}
