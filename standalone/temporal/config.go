package temporal

import (
	"fmt"
	"net"
	"net/url"
	"time"

	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	"go.temporal.io/server/common/primitives"
)

const (
	clusterName = "zongwu"
	// shards are fixed for the life of a database; four are plenty for a school and start quickly.
	shards = 4
	// Connections the four services may each hold on the main and on the visibility database.
	mainConnections, visibilityConnections = 8, 3
)

// services in the order of their ports; the frontend is the one clients talk to.
func services() []primitives.ServiceName {
	return []primitives.ServiceName{
		primitives.FrontendService, primitives.HistoryService, primitives.MatchingService, primitives.WorkerService,
	}
}

// database describes one of the server's databases on the cluster behind a PostgreSQL URL.
func database(postgresURL, name string, connections int) (*config.SQL, error) {
	u, err := url.Parse(postgresURL)
	if err != nil {
		// url.Error repeats the URL, and with it the password.
		return nil, fmt.Errorf("read database address: not a URL")
	}
	port := u.Port()
	if port == "" {
		port = "5432"
	}
	password, _ := u.User.Password()
	return &config.SQL{
		PluginName: postgresql.PluginNamePGX, DatabaseName: name, ConnectProtocol: "tcp",
		ConnectAddr: net.JoinHostPort(u.Hostname(), port), User: u.User.Username(), Password: password,
		MaxConns: connections, MaxIdleConns: connections, MaxConnLifetime: time.Hour,
	}, nil
}

// serverConfig is the whole configuration of a server on one machine, reachable from that machine only.
func serverConfig(main, visibility *config.SQL, ports []int) *config.Config {
	frontend := address(ports[0])
	c := &config.Config{
		Persistence: config.Persistence{
			DefaultStore: "main", VisibilityStore: "visibility", NumHistoryShards: shards,
			DataStores: map[string]config.DataStore{"main": {SQL: main}, "visibility": {SQL: visibility}},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10, MasterClusterName: clusterName, CurrentClusterName: clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{
				clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: frontend},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services:            map[string]config.Service{},
		Archival: config.Archival{
			History:    config.HistoryArchival{State: "disabled"},
			Visibility: config.VisibilityArchival{State: "disabled"},
		},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: "disabled"},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: "disabled"},
		}},
		PublicClient: config.PublicClient{HostPort: frontend},
	}
	for i, name := range services() {
		c.Services[string(name)] = config.Service{RPC: config.RPC{GRPCPort: ports[i], BindOnIP: loopback}}
	}
	return c
}

// hosts tells the services where the others are: no gossip is needed on one machine, and none is waited for.
func hosts(ports []int) map[primitives.ServiceName]static.Hosts {
	all := map[primitives.ServiceName]static.Hosts{}
	for i, name := range services() {
		all[name] = static.SingleLocalHost(address(ports[i]))
	}
	return all
}

const (
	// remembered is how many workflows the server keeps in memory; another is read from the database again. One is some
	// 24 kB there. Asked to count bytes, the server counts those a workflow has when stored, a small part of that.
	remembered = 2000
	// hands is how many tasks of a queue are done at once. All of them wait for the same few connections.
	hands = 64
)

// settings are the dynamic settings that differ from the server's defaults, each with its reason.
func settings() dynamicconfig.StaticClient {
	return dynamicconfig.StaticClient{
		// One machine and one task queue: more partitions only mean more polling of the database.
		dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():  1,
		dynamicconfig.MatchingNumTaskqueueWritePartitions.Key(): 1,
		// Nobody else has to hear that this machine goes away: stop at once.
		dynamicconfig.FrontendShutdownDrainDuration.Key():           time.Duration(0),
		dynamicconfig.FrontendShutdownFailHealthCheckDuration.Key(): time.Duration(0),
		dynamicconfig.MatchingShutdownDrainDuration.Key():           time.Duration(0),
		dynamicconfig.HistoryShutdownDrainDuration.Key():            time.Duration(0),
		// By default 128,000 workflows are remembered for an hour, ended ones too: a busy hour's were gigabytes.
		dynamicconfig.HistoryCacheHostLevelMaxSize.Key(): remembered,
		// By default 512 goroutines wait for each queue's tasks, whether there are any or not.
		dynamicconfig.TransferProcessorSchedulerWorkerCount.Key():   hands,
		dynamicconfig.TimerProcessorSchedulerWorkerCount.Key():      hands,
		dynamicconfig.VisibilityProcessorSchedulerWorkerCount.Key(): hands,
		// Nothing is copied to another cluster: by default 640 goroutines wait for that and events are kept for it.
		dynamicconfig.ReplicationProcessorSchedulerWorkerCount.Key():            1,
		dynamicconfig.ReplicationLowPriorityProcessorSchedulerWorkerCount.Key(): 1,
		dynamicconfig.XDCCacheMaxSizeBytes.Key():                                0, // the least there can be, 64 kB
	}
}
