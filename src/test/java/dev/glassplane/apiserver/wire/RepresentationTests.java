package dev.glassplane.apiserver.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.apiserver.wire.Representation.Shape;
import org.junit.jupiter.api.Test;

class RepresentationTests {

    @Test
    void takesWhatTheClientLikesBest() {
        assertThat(Representation.negotiate(null)).contains(Representation.JSON);
        assertThat(Representation.negotiate("application/vnd.kubernetes.protobuf,application/json")).contains(Representation.JSON);
        assertThat(Representation.negotiate("application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"))
                .contains(new Representation(Shape.TABLE, "v1", false));
        assertThat(Representation.negotiate("application/json;as=Table;v=v2;g=meta.k8s.io, application/json")).contains(Representation.JSON);
        assertThat(Representation.negotiate("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"))
                .contains(new Representation(Shape.METADATA, "v1", false));
        assertThat(Representation.negotiate("application/json;q=0.5, application/yaml")).map(Representation::yaml).contains(true);
        assertThat(Representation.negotiate("text/html, */*;q=0.8")).contains(Representation.JSON);
    }

    @Test
    void hasNothingForWhoWantsSomethingElse() {
        assertThat(Representation.negotiate("text/html")).isEmpty();
        assertThat(Representation.negotiate("application/json;as=Table;v=v9;g=meta.k8s.io")).isEmpty();
    }
}
