package dev.glassplane.vpc;

import dev.glassplane.image.ClusterImage;

/** Gives the VPC as an image shows it. */
@FunctionalInterface
public interface VpcFabricSource {

    /** @return the fabric of this image; asking again for the same image is cheap */
    VpcFabric of(ClusterImage image);
}
