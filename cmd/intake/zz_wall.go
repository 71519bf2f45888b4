package main

import _ "github.com/xuri/excelize/v2"
