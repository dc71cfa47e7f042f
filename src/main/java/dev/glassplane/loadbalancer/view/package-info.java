/** Load balancers as people and programs read them: the shapes and words of the Elastic Load Balancing API (version 2015-12-01), and a table for a terminal. */
package dev.glassplane.loadbalancer.view;
