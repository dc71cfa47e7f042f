package dev.glassplane.vpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.glassplane.registry.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class InstanceTypesTests {

    private final InstanceTypeAdmission admission = new InstanceTypeAdmission();
    private final TestCluster cluster = new TestCluster();

    /** Figures of the EKS AMI's eni-max-pods.txt and the EC2 instance type pages. */
    @ParameterizedTest
    @CsvSource({"m5.large,3,10,29,2,8192", "m5.4xlarge,8,30,234,16,65536", "t3.nano,2,2,4,2,512", "c6in.32xlarge,8,50,394,128,262144",
        "m7g.metal,15,50,737,64,262144", "r5.xlarge,4,15,58,4,32768"})
    void figuresAreThePublishedOnes(String name, int interfaces, int addresses, int maxPods, int vcpus, long memoryMib) {
        InstanceType type = InstanceTypes.find(name).orElseThrow();
        assertThat(type).returns(name, InstanceType::name).returns(interfaces, InstanceType::interfaces)
                .returns(addresses, InstanceType::addressesPerInterface).returns(OptionalInt.of(vcpus), InstanceType::vcpus)
                .returns(memoryMib, InstanceType::memoryMib);
        assertThat(MaxPods.published(type).pods()).isEqualTo(maxPods);
    }

    @Test
    void everyPublishedNumberOfPodsFollowsFromTheFigures() throws IOException {
        Path table = Path.of("../shared/data/ec2-network-limits.csv");
        assumeTrue(Files.exists(table), table + " is not here");
        List<String> lines = Files.readAllLines(table);
        assertThat(InstanceTypes.all()).hasSize(lines.size() - 1);
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            InstanceType type = InstanceTypes.find(cells[0]).orElseThrow();
            assertThat(List.of(type.interfaces() + "", type.addressesPerInterface() + "", type.cards() + "", number(type.branchInterfaces()),
                    number(type.vcpus()), type.interfacesOfAllCards() + "", type.bareMetal() + "", type.prefixes() + "")).as(cells[0])
                    .containsExactly(cells[1], cells[2], cells[4], cells[8], cells[10], cells[11], cells[7],
                            cells[6].equals("nitro") || cells[7].equals("true") ? "true" : "false");
            assertThat(type.published()).as(cells[0]).isEqualTo(!cells[9].isEmpty());
            if (type.published()) {
                assertThat(MaxPods.published(type).pods()).as(cells[0]).isEqualTo(Integer.parseInt(cells[9]));
            }
        }
    }

    private static String number(OptionalInt of) {
        return of.isPresent() ? of.getAsInt() + "" : "";
    }

    @Test
    void anUnknownTypeIsRefusedWithTheNearestNames() {
        assertThatThrownBy(() -> admission.check(cluster.named("nodes"), Optional.empty(), node("m5.lage")))
                .isInstanceOfSatisfying(ApiException.class, refused -> assertThat(refused.code()).isEqualTo(422))
                .hasMessage("Node \"n\" is invalid: metadata.labels[node.kubernetes.io/instance-type]: Invalid value: \"m5.lage\": "
                        + "expected one of 1420 EC2 instance types with known network limits; nearest: m5.large, m5.xlarge, m5a.large; "
                        + "or annotation glassplane.dev/instance-limits: INTERFACES/IPV4_PER_INTERFACE[/VCPUS[/nitro|xen|metal]] (limit: instance-types)");
    }

    @Test
    void knownTypesAndOtherChangesPass() {
        assertThatCode(() -> {
            admission.check(cluster.named("nodes"), Optional.empty(), node("m5.large"));
            admission.check(cluster.named("nodes"), Optional.of(node("old.type")), node("old.type"));
            admission.check(cluster.named("pods"), Optional.empty(), node("m5.lage"));
        }).doesNotThrowAnyException();
    }

    /** As the VPC CNI asks EC2 about a type that it does not know. */
    @Test
    void anUnknownTypeMayBeDescribed() {
        ObjectNode node = node("z9.huge");
        ((ObjectNode) node.get("metadata")).putObject("annotations").put(InstanceTypes.LIMITS, "4/15/8/nitro");
        assertThatCode(() -> admission.check(cluster.named("nodes"), Optional.empty(), node)).doesNotThrowAnyException();
        InstanceType type = InstanceTypes.described("z9.huge", "4/15/8/nitro").orElseThrow();
        assertThat(type).returns(14, InstanceType::slotsPerInterface).returns(OptionalInt.of(8), InstanceType::vcpus)
                .returns(true, InstanceType::prefixes).returns(false, InstanceType::published);
        assertThat(MaxPods.published(type).pods()).isEqualTo(58);
        assertThat(InstanceTypes.described("z9.huge", "4/15")).map(InstanceType::prefixes).contains(false);
        assertThat(InstanceTypes.described("z9.huge", "4/15/8/metal")).map(InstanceType::prefixes).contains(true);
        assertThat(InstanceTypes.described("z9.huge", "0/15")).isEmpty();
        assertThat(InstanceTypes.described("z9.huge", "many")).isEmpty();
    }

    private static ObjectNode node(String type) {
        ObjectNode node = TestCluster.object("v1", "Node", "", "n");
        ((ObjectNode) node.get("metadata")).putObject("labels").put(InstanceTypeAdmission.LABEL, type);
        return node;
    }
}
