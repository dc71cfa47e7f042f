package dev.glassplane.apiserver.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.apiserver.wire.Representation.Encoding;
import dev.glassplane.apiserver.wire.Representation.Shape;
import org.junit.jupiter.api.Test;

class RepresentationTests {

    @Test
    void protobufIsForWhatHasIt() {
        String goClient = "application/vnd.kubernetes.protobuf,application/json";
        assertThat(Representation.negotiate(goClient, true)).map(Representation::encoding).contains(Encoding.PROTOBUF);
        assertThat(Representation.negotiate(goClient, false)).map(Representation::encoding).contains(Encoding.JSON);
    }

    @Test
    void takesWhatTheClientLikesBest() {
        assertThat(Representation.negotiate(null, false)).contains(Representation.JSON);
        assertThat(Representation.negotiate("application/vnd.kubernetes.protobuf,application/json", false)).contains(Representation.JSON);
        assertThat(Representation.negotiate("application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json", false))
                .contains(new Representation(Shape.TABLE, "v1", Encoding.JSON));
        assertThat(Representation.negotiate("application/json;as=Table;v=v2;g=meta.k8s.io, application/json", false)).contains(Representation.JSON);
        assertThat(Representation.negotiate("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", false))
                .contains(new Representation(Shape.METADATA, "v1", Encoding.JSON));
        assertThat(Representation.negotiate("application/json;q=0.5, application/yaml", false)).map(Representation::encoding).contains(Encoding.YAML);
        assertThat(Representation.negotiate("text/html, */*;q=0.8", false)).contains(Representation.JSON);
    }

    @Test
    void hasNothingForWhoWantsSomethingElse() {
        assertThat(Representation.negotiate("text/html", false)).isEmpty();
        assertThat(Representation.negotiate("application/json;as=Table;v=v9;g=meta.k8s.io", false)).isEmpty();
    }
}
