// A control server and a relay for tests: Tailscale's own, as its integration tests run them, on loopback. It takes
// every node at once. POST /test/expiry?hours=N lets every node's key expire in N hours (never, where N is 0).
package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"time"

	"tailscale.com/derp/derpserver"
	"tailscale.com/tailcfg"
	"tailscale.com/tstest/integration/testcontrol"
	"tailscale.com/types/key"
	"tailscale.com/types/logger"
)

// relay starts a DERP server: without one, a node never gets from Starting to Running.
func relay() *tailcfg.DERPMap {
	server := httptest.NewTLSServer(derpserver.Handler(derpserver.New(key.NewNode(), logger.Discard)))
	node := &tailcfg.DERPNode{
		Name:             "t1",
		RegionID:         1,
		HostName:         "127.0.0.1",
		IPv4:             "127.0.0.1",
		IPv6:             "none",
		STUNPort:         -1,
		DERPPort:         server.Listener.Addr().(*net.TCPAddr).Port,
		InsecureForTests: true,
	}
	region := &tailcfg.DERPRegion{RegionID: 1, RegionCode: "test", Nodes: []*tailcfg.DERPNode{node}}
	return &tailcfg.DERPMap{Regions: map[int]*tailcfg.DERPRegion{1: region}}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	address := "http://" + listener.Addr().String()
	control := &testcontrol.Server{
		ExplicitBaseURL: address,
		DERPMap:         relay(),
		DNSConfig:       &tailcfg.DNSConfig{},
		Logf:            logger.Discard,
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /test/expiry", func(w http.ResponseWriter, r *http.Request) {
		hours, err := strconv.Atoi(r.URL.Query().Get("hours"))
		if err != nil {
			http.Error(w, "hours must be a whole number", http.StatusBadRequest)
			return
		}
		var expiry time.Time
		if hours > 0 {
			expiry = time.Now().Add(time.Duration(hours) * time.Hour)
		}
		for _, node := range control.AllNodes() {
			node.KeyExpiry = expiry
			control.UpdateNode(node)
		}
		control.SetExpireAllNodes(false) // Tells every node to look at itself again.
	})
	mux.Handle("/", control)
	fmt.Println("ready", address)
	fmt.Fprintln(os.Stderr, http.Serve(listener, mux))
}
