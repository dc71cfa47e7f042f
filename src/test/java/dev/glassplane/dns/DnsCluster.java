package dev.glassplane.dns;

import dev.glassplane.dns.corefile.Corefile;
import dev.glassplane.dns.server.CoreDns;
import dev.glassplane.dns.upstream.HostTable;
import dev.glassplane.dns.upstream.OutsideServer;
import dev.glassplane.dns.upstream.VpcNames;
import dev.glassplane.dns.zone.ReverseIndex;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.TestFabric;
import dev.glassplane.vpc.VpcFabric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The cluster of {@code cluster.yaml}: one object for each rule. */
record DnsCluster(ClusterImage image) {

    private static final Path YAML = Path.of("src/test/resources/dns/cluster.yaml");

    /** @return the VPC of the image */
    VpcFabric fabric() {
        return TestFabric.of(image);
    }

    static DnsCluster load() {
        return new DnsCluster(ClusterImages.of(objects()));
    }

    /** Copies, to be changed at will. */
    static List<ObjectNode> objects() {
        List<ObjectNode> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents = new YAMLMapper().readerFor(JsonNode.class).readValues(Files.readString(YAML))) {
            documents.forEachRemaining(document -> objects.add((ObjectNode) document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }

    CoreDns server(Corefile corefile) {
        OutsideServer vpc = new OutsideServer(Ip.parse("10.0.0.2"), "the VPC's resolver", HostTable.of(image), Optional.of(VpcNames.of(image, fabric())));
        return new CoreDns(corefile, image, new ReverseIndex(), Optional.of(vpc), ip -> ip.equals(Ip.parse("8.8.8.8"))
                ? Optional.of(new OutsideServer(ip, "the server 8.8.8.8", HostTable.of(image), Optional.empty())) : Optional.empty());
    }
}
