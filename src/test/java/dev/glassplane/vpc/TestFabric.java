package dev.glassplane.vpc;

import dev.glassplane.image.ClusterImage;

/** The VPC of an image, for tests outside this package. */
public final class TestFabric {

    private TestFabric() {}

    /** @return what packets see of the VPC */
    public static VpcFabric of(ClusterImage image) {
        return of(image, LearnedRoutes.NONE);
    }

    /** @return what packets see of a VPC whose routers learn routes */
    public static VpcFabric of(ClusterImage image, LearnedRoutes routes) {
        return new ImageFabric(new VpcReader().of(image), to -> routes.towards(to, image));
    }
}
