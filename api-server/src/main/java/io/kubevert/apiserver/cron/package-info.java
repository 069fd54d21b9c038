/** Schedules in cron's syntax of five fields, as CronJobs have them. */
package io.kubevert.apiserver.cron;
