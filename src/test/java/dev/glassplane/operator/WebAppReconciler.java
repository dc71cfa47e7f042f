package dev.glassplane.operator;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes a ConfigMap and a Service of each WebApp, and says in its status what the Service got. */
@ControllerConfiguration(name = "webapp")
public class WebAppReconciler implements Reconciler<WebApp>, Cleaner<WebApp> {

    final AtomicInteger cleaned = new AtomicInteger();

    @Override
    public List<EventSource<?, WebApp>> prepareEventSources(EventSourceContext<WebApp> context) {
        return List.of(new InformerEventSource<>(InformerEventSourceConfiguration.from(ConfigMap.class, WebApp.class).build(), context),
                new InformerEventSource<>(InformerEventSourceConfiguration.from(Service.class, WebApp.class).build(), context));
    }

    @Override
    public UpdateControl<WebApp> reconcile(WebApp app, Context<WebApp> context) {
        String namespace = app.getMetadata().getNamespace();
        context.getClient().configMaps().inNamespace(namespace).resource(new ConfigMapBuilder().withNewMetadata().withName(app.getMetadata().getName())
                .withNamespace(namespace).withOwnerReferences(owner(app)).endMetadata().withData(Map.of("message", app.getSpec().getMessage())).build())
                .fieldManager("webapp").forceConflicts().serverSideApply();
        Service service = context.getClient().services().inNamespace(namespace).resource(new ServiceBuilder().withNewMetadata()
                .withName(app.getMetadata().getName()).withNamespace(namespace).withOwnerReferences(owner(app)).endMetadata().withNewSpec()
                .withSelector(Map.of("app", app.getMetadata().getName())).addNewPort().withName("http").withPort(app.getSpec().getPort()).endPort().endSpec()
                .build()).fieldManager("webapp").forceConflicts().serverSideApply();
        WebApp.Status status = new WebApp.Status();
        status.setClusterIp(service.getSpec().getClusterIP());
        status.setObservedGeneration(app.getMetadata().getGeneration());
        app.setStatus(status);
        return UpdateControl.patchStatus(app);
    }

    private static OwnerReference owner(WebApp app) {
        return new OwnerReferenceBuilder().withApiVersion(app.getApiVersion()).withKind(app.getKind()).withName(app.getMetadata().getName())
                .withUid(app.getMetadata().getUid()).withController(true).withBlockOwnerDeletion(true).build();
    }

    @Override
    public DeleteControl cleanup(WebApp app, Context<WebApp> context) {
        cleaned.incrementAndGet();
        return DeleteControl.defaultDelete();
    }
}
