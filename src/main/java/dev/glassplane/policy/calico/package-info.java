/**
 * Policies as Calico's Felix sees them, whatever kind of object they come from: {@code KubernetesPolicies} converts NetworkPolicies of Kubernetes,
 * {@code CalicoPolicies} reads Calico's own, {@code FelixPolicies} says which of them apply to a pod and which sets of endpoints their rules ask. What
 * becomes of them on a node, {@code cni.bgp} knows. Counterparts: {@code projectcalico/calico: libcalico-go/lib/backend/k8s/conversion,
 * libcalico-go/lib/backend/syncersv1/updateprocessors, felix/calc}, v3.30.
 */
@org.springframework.modulith.NamedInterface("calico")
package dev.glassplane.policy.calico;
