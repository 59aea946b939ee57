var DSLCfg = new Array(new stDsl("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig","Up","ADSL_G.dmt","Interleaved","448","6144","0","0","832","7008","110","94","235","415","121","194","Unknown Mode"),null);
var DSLStats = new Array(new stStats("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig.Stats.Showtime","298","7","312","12","702354","4125","0","0","0","0","0","0"),null);
var DslUpTime = "0";
var time = 0;