// All operations by the client of the official Go SDK of A2A 1.0, in 1.0 or by its compatibility layer in 0.3.
//
//	client --url URL --binding JSONRPC|HTTP+JSON|GRPC --version 1.0|0.3 --hook URL
//
// The checks and what is printed: ../../README.md.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/a2aproject/a2a-go/v2/a2a"
	"github.com/a2aproject/a2a-go/v2/a2aclient"
	"github.com/a2aproject/a2a-go/v2/a2aclient/agentcard"
	"github.com/a2aproject/a2a-go/v2/a2acompat/a2av0"
	a2agrpc_v0 "github.com/a2aproject/a2a-go/v2/a2agrpc/v0"
	a2agrpc "github.com/a2aproject/a2a-go/v2/a2agrpc/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// errNotOffered says that the SDK has no such call in this version.
var errNotOffered = errors.New("not offered")

type checks struct {
	url, binding, version, hook string
	card                        *a2a.AgentCard
	client                      *a2aclient.Client
	running, twoTurns           a2a.TaskID
}

func (c *checks) old() bool { return c.version == "0.3" }

func (c *checks) connect(ctx context.Context) error {
	resolver := agentcard.NewResolver(http.DefaultClient)
	if c.old() {
		resolver.CardParser = a2av0.NewAgentCardParser()
	}
	card, err := resolver.Resolve(ctx, c.url, agentcard.WithRequestHeader("A2A-Version", c.version))
	if err != nil {
		return err
	}
	var wanted []*a2a.AgentInterface
	for _, face := range card.SupportedInterfaces {
		if string(face.ProtocolBinding) == c.binding && strings.HasPrefix(string(face.ProtocolVersion), c.version) {
			if c.binding == "GRPC" { // many cards of 0.3 have a scheme there, which this client would take for a name
				face.URL = strings.TrimPrefix(face.URL, "http://")
			}
			wanted = append(wanted, face)
		}
	}
	if len(wanted) == 0 {
		all, _ := json.Marshal(card.SupportedInterfaces)
		return fmt.Errorf("no %s of %s on %s", c.binding, c.version, all)
	}
	card.SupportedInterfaces = wanted
	c.card = card
	plain := grpc.WithTransportCredentials(insecure.NewCredentials())
	options := []a2aclient.FactoryOption{a2agrpc.WithGRPCTransport(plain)}
	if c.old() {
		options = []a2aclient.FactoryOption{
			a2agrpc_v0.WithGRPCTransport(plain),
			a2av0.WithRESTTransport(a2av0.RESTTransportConfig{}),
			a2aclient.WithCompatTransport("0.3", a2a.TransportProtocolJSONRPC, a2av0.NewJSONRPCTransportFactory(a2av0.JSONRPCTransportConfig{})),
		}
	}
	c.client, err = a2aclient.NewFromCard(ctx, card, options...)
	return err
}

type line struct {
	Check string `json:"check"`
	OK    *bool  `json:"ok"`
	Why   string `json:"why"`
}

func print(check string, ok *bool, why string) {
	printed, _ := json.Marshal(line{check, ok, why[:min(len(why), 1000)]})
	fmt.Println(string(printed))
}

func run(name string, check func(context.Context) error) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	err := func() (err error) {
		defer func() {
			if problem := recover(); problem != nil {
				err = fmt.Errorf("panic: %v", problem)
			}
		}()
		return check(ctx)
	}()
	passed := err == nil
	if errors.Is(err, errNotOffered) {
		print(name, nil, err.Error())
		return true
	}
	if err != nil {
		print(name, &passed, err.Error())
	} else {
		print(name, &passed, "")
	}
	return passed
}

func main() {
	c := &checks{}
	flag.StringVar(&c.url, "url", "", "where the agent's card is")
	flag.StringVar(&c.binding, "binding", "", "JSONRPC, HTTP+JSON or GRPC")
	flag.StringVar(&c.version, "version", "", "1.0 or 0.3")
	flag.StringVar(&c.hook, "hook", "", "where webhooks may go")
	flag.Parse()
	passed := run("connect", c.connect)
	if passed {
		for _, each := range c.script() {
			passed = run(each.name, each.check) && passed
		}
	}
	yes := true
	print("end", &yes, "")
	if !passed {
		os.Exit(1)
	}
}
