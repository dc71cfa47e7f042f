package dev.glassplane.loadbalancer;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Recently;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Everybody who asks for load balancers. */
@Component
public final class LoadBalancerSources {

    private final List<LoadBalancerSource> sources;
    private final Recently<LoadBalancers> byImage = new Recently<>();
    private final Recently<LoadBalancers> byAnswers = new Recently<>();

    @Autowired
    LoadBalancerSources(ObjectProvider<LoadBalancerSource> sources) {
        this(sources.orderedStream().toList());
    }

    /** @param sources in any order */
    public LoadBalancerSources(List<LoadBalancerSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** @return all load balancers of the image; the same object as long as every source answers with the same one */
    public LoadBalancers of(ClusterImage image) {
        return byImage.of(() -> {
            List<LoadBalancerSource.Asked> asked = sources.stream().map(source -> source.ask(image)).toList();
            return byAnswers.of(() -> unite(asked), asked.toArray());
        }, image);
    }

    private static LoadBalancers unite(List<LoadBalancerSource.Asked> asked) {
        return new LoadBalancers(asked.stream().flatMap(each -> each.loadBalancers().stream()).toList(),
                asked.stream().flatMap(each -> each.problems().stream()).toList());
    }
}
