/**
 * The life of nodes: conditions and facts that a kubelet reports, taints that follow from conditions, what happens to the pods of a node that
 * is not ready or is gone. Counterparts: kubelet, node-lifecycle, taint-eviction and pod-garbage-collector controllers.
 */
package dev.glassplane.controller.node;
